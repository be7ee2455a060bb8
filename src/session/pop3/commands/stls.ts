import { offersStls } from '#session/pop3/commands/capa.ts';
import type { Pop3Session } from '#session/pop3/session.ts';

/** STLS: starts TLS before login (RFC 2595 §4). What came before it is forgotten. */
export async function stls(session: Pop3Session): Promise<void> {
  const { connection, input } = session;
  if (!offersStls(session)) return session.err('TLS cannot be started here');
  if (input.buffered > 0) {
    // Octets behind STLS were sent in the clear, perhaps by someone in between: never obeyed.
    session.over = true;
    return session.err('Nothing may follow STLS');
  }
  session.ok('Begin TLS');
  session.user = undefined;
  await connection.startTls();
}
