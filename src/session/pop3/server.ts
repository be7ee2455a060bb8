import type { SessionServer } from '#net/connection.ts';
import type { Pop3Context } from '#session/pop3/context.ts';
import { Pop3Session } from '#session/pop3/session.ts';

/** Serves POP3 (RFC 1939) to whoever connects; TLS from the start is the listener's business. */
export function pop3Server(context: Pop3Context): SessionServer {
  return (connection) => new Pop3Session(context, connection).run();
}
