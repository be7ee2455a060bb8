import { setFlags } from '#core/mailbox/set-flags.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseFetchArguments } from '#proto/imap/fetch.ts';
import type { Reply } from '#session/imap/command.ts';
import { fetchColumns } from '#session/imap/fetch/fetch-columns.ts';
import { fetchMessages } from '#session/imap/fetch/fetch-messages.ts';
import type { FetchTarget } from '#session/imap/fetch/fetch-target.ts';
import { type FetchPlan, planFetch } from '#session/imap/fetch/plan.ts';
import type { ColumnName } from '#session/imap/fetch/write-column.ts';
import { namedMessages } from '#session/imap/named-messages.ts';
import type { ImapSession } from '#session/imap/session.ts';
import { tellKeywords } from '#session/imap/tell-keywords.ts';

const seenFlag = 1;

/** FETCH (RFC 9051 §6.4.5). */
export function fetch(session: ImapSession, cursor: Cursor): Promise<Reply> {
  return fetchNamed(session, cursor, false);
}

/** UID FETCH (RFC 9051 §6.4.9). */
export function uidFetch(session: ImapSession, cursor: Cursor): Promise<Reply> {
  return fetchNamed(session, cursor, true);
}

async function fetchNamed(session: ImapSession, cursor: Cursor, byUid: boolean): Promise<Reply> {
  expectSpace(cursor);
  const request = parseFetchArguments(cursor);
  if (request.vanished) return 'BAD VANISHED needs QRESYNC'; // RFC 7162 §3.2.6
  const plan = planFetch(request, byUid);
  const target: FetchTarget = {
    ranges: namedMessages(session, cursor, { set: request.set, byUid }),
    changedSince: plan.changedSince,
    missed: false,
    damaged: 0,
  };
  if (asksModseq(plan)) session.condstore = true; // RFC 7162 §3.1
  if (plan.setsSeen) await setSeen(session, target);
  tellKeywords(session);
  const names = columnNames(plan);
  if (names === undefined) await fetchMessages(session, target, plan);
  else await fetchColumns(session, target, names);
  if (target.damaged > 0) return `NO [UNAVAILABLE] ${target.damaged} messages cannot be read`;
  // RFC 5530 §3: others expunged what this peer could not know of.
  if (target.missed && !byUid) return 'NO [EXPUNGEISSUED] Some messages were expunged';
  return `OK ${byUid ? 'UID FETCH' : 'FETCH'} completed`;
}

/** Reading sets \Seen, for all messages of the command in one write (RFC 9051 §6.4.5). */
async function setSeen(
  { context, mailbox: selected }: ImapSession,
  target: FetchTarget,
): Promise<void> {
  if (selected.readOnly) return;
  const { columns } = selected.view;
  const uids = selected
    .uidsOf(target.ranges)
    .filter((uid) => ((columns.flags[columns.positionOf(uid)] ?? 0) & seenFlag) === 0);
  if (uids.length === 0) return;
  const { modseq } = await setFlags(context.mail, selected, {
    uids,
    action: 'add',
    flags: seenFlag,
    keywords: [],
    unchangedSince: undefined,
  });
  if (modseq !== undefined) selected.own(modseq);
}

function asksModseq(plan: FetchPlan): boolean {
  return plan.items.some(({ item }) => item.kind === 'plain' && item.name === 'MODSEQ');
}

/** The items' names when the columns have them all, otherwise undefined. */
function columnNames({ items }: FetchPlan): readonly ColumnName[] | undefined {
  const names: ColumnName[] = [];
  for (const { item } of items) {
    if (item.kind !== 'plain') return undefined;
    const { name } = item;
    if (name === 'ENVELOPE' || name === 'BODY' || name === 'BODYSTRUCTURE') return undefined;
    names.push(name);
  }
  return names;
}
