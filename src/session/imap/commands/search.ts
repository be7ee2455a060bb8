import { type Found, searchMessages } from '#core/mailbox/search/search-messages.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { formatUidSet } from '#proto/imap/number-set.ts';
import {
  CharsetUnknown,
  parseSearchArguments,
  type SearchArguments,
  searchCharsets,
  type SearchReturn,
} from '#proto/imap/search.ts';
import type { SearchKey } from '#proto/imap/search-key.ts';
import { formatEsearch, formatSearch } from '#proto/imap/search-response.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** SEARCH (RFC 9051 §6.4.4). */
export function search(session: ImapSession, cursor: Cursor, tag: string): Promise<Reply> {
  return searchBy(session, cursor, { tag, uid: false });
}

/** UID SEARCH (RFC 9051 §6.4.9). */
export function uidSearch(session: ImapSession, cursor: Cursor, tag: string): Promise<Reply> {
  return searchBy(session, cursor, { tag, uid: true });
}

type Naming = { readonly tag: string; readonly uid: boolean };

async function searchBy(session: ImapSession, cursor: Cursor, naming: Naming): Promise<Reply> {
  expectSpace(cursor);
  let request: SearchArguments;
  try {
    request = parseSearchArguments(cursor);
  } catch (error) {
    if (!(error instanceof CharsetUnknown)) throw error;
    return `NO [BADCHARSET (${searchCharsets.join(' ')})] Unknown charset`;
  }
  const { returns, key } = request;
  const byModseq = asksModseq(key);
  if (byModseq) session.condstore = true; // RFC 7162 §3.1
  const found = await searchMessages(session.context.mail, session.mailbox, key);
  const modseq = byModseq ? highestModseq(session, found) : undefined;
  const numbers = naming.uid ? found.uids : found.numbers;
  if (returns?.names.has('SAVE') === true) {
    session.mailbox.saved = Uint32Array.from(savedUids(returns, found.uids));
  }
  if (returns !== undefined || session.rev2) {
    session.connection.write(esearch(returns, numbers, { ...naming, modseq }));
  } else {
    session.connection.write(formatSearch(numbers, modseq));
  }
  return `OK ${naming.uid ? 'UID SEARCH' : 'SEARCH'} completed`;
}

function esearch(
  returns: SearchReturn | undefined,
  numbers: readonly number[],
  extra: Naming & { readonly modseq: number | undefined },
): string {
  const names = returns?.names ?? new Set(['ALL']);
  const window = returns?.partial;
  // RFC 9051 §6.4.4.1: with SAVE alone nothing is told.
  if (names.size === 1 && names.has('SAVE') && window === undefined) return '';
  const some = numbers.length > 0;
  return formatEsearch({
    ...extra,
    min: names.has('MIN') && some ? numbers[0] : undefined,
    max: names.has('MAX') && some ? numbers.at(-1) : undefined,
    all: names.has('ALL') && some ? formatUidSet(numbers) : undefined,
    count: names.has('COUNT') ? numbers.length : undefined,
    partial: window === undefined ? undefined : { window, set: windowOf(numbers, window) },
    modseq: some ? extra.modseq : undefined,
  });
}

function windowOf(
  numbers: readonly number[],
  window: NonNullable<SearchReturn['partial']>,
): string | undefined {
  const { first, last, backwards } = window;
  const from = backwards ? Math.max(0, numbers.length - last) : first - 1;
  const to = backwards ? Math.max(0, numbers.length - first + 1) : last;
  const part = numbers.slice(from, to);
  return part.length === 0 ? undefined : formatUidSet(part);
}

/** SAVE with only MIN or MAX saves just those (RFC 9051 §6.4.4.2). */
function savedUids({ names }: SearchReturn, uids: readonly number[]): readonly number[] {
  if (names.has('ALL') || names.has('COUNT') || (!names.has('MIN') && !names.has('MAX'))) {
    return uids;
  }
  const ends = new Set<number>();
  const [first] = uids;
  const last = uids.at(-1);
  if (names.has('MIN') && first !== undefined) ends.add(first);
  if (names.has('MAX') && last !== undefined) ends.add(last);
  return [...ends];
}

function asksModseq(key: SearchKey): boolean {
  if (key.key === 'and') return key.keys.some(asksModseq);
  if (key.key === 'or') return asksModseq(key.left) || asksModseq(key.right);
  return key.key === 'not' ? asksModseq(key.inner) : key.key === 'modseq';
}

function highestModseq({ mailbox }: ImapSession, found: Found): number | undefined {
  const { columns } = mailbox.view;
  let highest: number | undefined;
  for (const uid of found.uids) {
    highest = Math.max(highest ?? 0, columns.modseq[columns.positionOf(uid)] ?? 0);
  }
  return highest;
}
