import { refuse } from '#base/refusal.ts';
import { ParseError } from '#proto/cursor.ts';
import type { Pop3Session } from '#session/pop3/session.ts';

/** USER: says who logs in; whether he exists is not told (RFC 1939 §7). */
export function user(session: Pop3Session, argument: string): void {
  const { connection, context } = session;
  if (
    !context.authenticator.mechanisms(connection.tls, connection.remote.address).includes('PLAIN')
  ) {
    return refuse('login.plaintext'); // RFC 2595 §2.1
  }
  if (argument === '') throw new ParseError('Expected a name', 4);
  session.user = Buffer.from(argument, 'latin1').toString('utf8');
  session.ok('Send PASS');
}
