import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** CHECK: everything is durable anyway, so it is NOOP (RFC 3501 §6.4.1). */
export async function check(session: ImapSession, cursor: Cursor): Promise<Reply> {
  cursor.expectEnd();
  await session.mailbox.view.refresh();
  return 'OK CHECK completed';
}
