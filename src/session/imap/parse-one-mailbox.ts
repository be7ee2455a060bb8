import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseMailbox } from '#proto/imap/mailbox-name.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** Parses the only argument of DELETE, SUBSCRIBE and UNSUBSCRIBE. @throws {ParseError} */
export function parseOneMailbox(session: ImapSession, cursor: Cursor): string {
  expectSpace(cursor);
  const mailbox = parseMailbox(cursor, session.nameEncoding);
  cursor.expectEnd();
  return mailbox;
}
