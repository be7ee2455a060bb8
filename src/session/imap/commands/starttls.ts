import type { Cursor } from '#proto/cursor.ts';
import { offersStartTls } from '#session/imap/capabilities.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';

/**
 * STARTTLS (RFC 9051 §6.2.1). Octets that came behind the command were sent in the clear, maybe by
 * somebody else: they are refused with the connection (RFC 9051 §11.1).
 */
export async function starttls(session: ImapSession, cursor: Cursor, tag: string): Promise<Reply> {
  cursor.expectEnd();
  if (!offersStartTls(session)) return 'BAD STARTTLS is not available';
  if (session.reader.buffered > 0) {
    session.untagged('BYE Nothing may follow STARTTLS in the clear');
    session.over = true;
    return undefined;
  }
  session.connection.write(`${tag} OK Begin TLS now\r\n`);
  await session.connection.startTls();
  return undefined;
}
