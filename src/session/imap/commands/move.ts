import { moveMessages } from '#core/mailbox/move-messages.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseCopyArguments } from '#proto/imap/copy.ts';
import { copyUid } from '#proto/imap/response-code.ts';
import type { Reply } from '#session/imap/command.ts';
import { namedMessages } from '#session/imap/named-messages.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** MOVE (RFC 9051 §6.4.8). */
export function move(session: ImapSession, cursor: Cursor): Promise<Reply> {
  return moveNamed(session, cursor, false);
}

/** UID MOVE (RFC 9051 §6.4.9). */
export function uidMove(session: ImapSession, cursor: Cursor): Promise<Reply> {
  return moveNamed(session, cursor, true);
}

async function moveNamed(session: ImapSession, cursor: Cursor, byUid: boolean): Promise<Reply> {
  expectSpace(cursor);
  const { set, mailbox } = parseCopyArguments(cursor, session.nameEncoding);
  if (session.mailbox.readOnly) return 'NO [READ-ONLY] Mailbox is read-only';
  const uids = session.mailbox.uidsOf(namedMessages(session, cursor, { set, byUid }));
  const moved = await moveMessages(session.context.mail, session.mailbox, { uids, name: mailbox });
  if (moved.pairs.length === 0) return 'OK No messages to move';
  // RFC 6851 §4.3: COPYUID comes before the EXPUNGE responses.
  session.untagged(`OK [${copyUid(moved.uidValidity, moved.pairs)}] Moved`);
  return 'OK MOVE completed';
}
