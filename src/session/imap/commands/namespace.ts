import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** NAMESPACE: one personal namespace, nothing shared (RFC 9051 §6.3.10). */
export function namespace(session: ImapSession, cursor: Cursor): Reply {
  cursor.expectEnd();
  session.untagged('NAMESPACE (("" "/")) NIL NIL');
  return 'OK NAMESPACE completed';
}
