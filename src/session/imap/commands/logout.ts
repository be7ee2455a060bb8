import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** LOGOUT (RFC 9051 §6.1.3). */
export function logout(session: ImapSession, cursor: Cursor): Reply {
  cursor.expectEnd();
  session.unselect();
  session.untagged('BYE Logging out');
  session.over = true;
  session.connection.farewell();
  return 'OK LOGOUT completed';
}
