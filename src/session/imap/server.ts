import type { SessionServer } from '#net/connection.ts';
import type { ImapContext } from '#session/imap/context.ts';
import { ImapSession } from '#session/imap/session.ts';

/** IMAP4rev2 and rev1 on ports 143 and 993 (RFC 9051). */
export function imapServer(context: ImapContext): SessionServer {
  return (connection) => new ImapSession(context, connection).run();
}
