import { setFlags } from '#core/mailbox/set-flags.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { formatUidSet } from '#proto/imap/number-set.ts';
import { parseStoreArguments } from '#proto/imap/store.ts';
import type { Reply } from '#session/imap/command.ts';
import { namedMessages } from '#session/imap/named-messages.ts';
import type { ImapSession } from '#session/imap/session.ts';
import { tellStored } from '#session/imap/tell-stored.ts';

/** STORE (RFC 9051 §6.4.6). */
export function store(session: ImapSession, cursor: Cursor): Promise<Reply> {
  return storeNamed(session, cursor, false);
}

/** UID STORE (RFC 9051 §6.4.9). */
export function uidStore(session: ImapSession, cursor: Cursor): Promise<Reply> {
  return storeNamed(session, cursor, true);
}

async function storeNamed(session: ImapSession, cursor: Cursor, byUid: boolean): Promise<Reply> {
  expectSpace(cursor);
  const request = parseStoreArguments(cursor);
  const selected = session.mailbox;
  if (selected.readOnly) return 'NO [READ-ONLY] Mailbox is read-only';
  const ranges = namedMessages(session, cursor, { set: request.set, byUid });
  if (request.unchangedSince !== undefined) session.condstore = true; // RFC 7162 §3.1
  const uids = selected.uidsOf(ranges);
  if (uids.length === 0) return lost(session, byUid);
  const stored = await setFlags(session.context.mail, selected, { ...request, uids });
  tellStored(session, stored, { uids, byUid, silent: request.silent });
  if (stored.failed.length > 0) {
    const numbers = byUid ? stored.failed : stored.failed.map((uid) => selected.numberOfUid(uid));
    return `OK [MODIFIED ${formatUidSet(numbers)}] Conditional STORE failed`; // RFC 7162 §3.1.3
  }
  return `OK ${byUid ? 'UID STORE' : 'STORE'} completed`;
}

function lost({ mailbox }: ImapSession, byUid: boolean): Reply {
  // RFC 5530 §3: messages that others expunged, which this peer was not told yet.
  if (!byUid && mailbox.hasGaps) return 'NO [EXPUNGEISSUED] Messages were expunged';
  return 'OK No messages to change';
}
