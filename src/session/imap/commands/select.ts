import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import { openMailbox } from '#session/imap/open-mailbox.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** SELECT (RFC 9051 §6.3.2). */
export function select(session: ImapSession, cursor: Cursor): Promise<Reply> {
  return openMailbox(session, cursor, false);
}
