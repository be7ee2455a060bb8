import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import { openMailbox } from '#session/imap/open-mailbox.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** EXAMINE: SELECT that changes nothing (RFC 9051 §6.3.3). */
export function examine(session: ImapSession, cursor: Cursor): Promise<Reply> {
  return openMailbox(session, cursor, true);
}
