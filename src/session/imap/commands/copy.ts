import { copyMessages } from '#core/mailbox/copy-messages.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseCopyArguments } from '#proto/imap/copy.ts';
import { copyUid } from '#proto/imap/response-code.ts';
import type { Reply } from '#session/imap/command.ts';
import { namedMessages } from '#session/imap/named-messages.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** COPY (RFC 9051 §6.4.7). */
export function copy(session: ImapSession, cursor: Cursor): Promise<Reply> {
  return copyNamed(session, cursor, false);
}

/** UID COPY (RFC 9051 §6.4.9). */
export function uidCopy(session: ImapSession, cursor: Cursor): Promise<Reply> {
  return copyNamed(session, cursor, true);
}

async function copyNamed(session: ImapSession, cursor: Cursor, byUid: boolean): Promise<Reply> {
  expectSpace(cursor);
  const { set, mailbox } = parseCopyArguments(cursor, session.nameEncoding);
  const uids = session.mailbox.uidsOf(namedMessages(session, cursor, { set, byUid }));
  const copied = await copyMessages(session.context.mail, session.mailbox, { uids, name: mailbox });
  if (copied.pairs.length === 0) return 'OK No messages to copy';
  return `OK [${copyUid(copied.uidValidity, copied.pairs)}] COPY completed`;
}
