import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** UNSELECT: leaves the mailbox and expunges nothing (RFC 9051 §6.4.2). */
export function unselect(session: ImapSession, cursor: Cursor): Reply {
  cursor.expectEnd();
  session.unselect();
  return 'OK UNSELECT completed';
}
