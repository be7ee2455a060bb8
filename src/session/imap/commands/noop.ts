import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** NOOP: asks for news of the mailbox (RFC 9051 §6.1.2); the pull does not trust hints. */
export async function noop(session: ImapSession, cursor: Cursor): Promise<Reply> {
  cursor.expectEnd();
  await session.selected?.view.refresh();
  return 'OK NOOP completed';
}
