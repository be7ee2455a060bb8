import type { Pop3Session } from '#session/pop3/session.ts';

/** CAPA: tells what is offered in this state (RFC 2449 §5). */
export function capa(session: Pop3Session): void {
  const { connection, context } = session;
  const lines = ['+OK Capabilities', 'TOP', 'UIDL', 'PIPELINING', 'RESP-CODES', 'AUTH-RESP-CODE'];
  lines.push('EXPIRE NEVER', 'UTF8 USER', 'IMPLEMENTATION Postamt');
  if (!session.loggedIn) {
    const mechanisms = context.authenticator.mechanisms(connection.tls, connection.remote.address);
    if (mechanisms.includes('PLAIN')) lines.push('USER');
    if (mechanisms.length > 0) lines.push(`SASL ${mechanisms.join(' ')}`); // RFC 5034 §3
    if (offersStls(session)) lines.push('STLS'); // RFC 2595 §4
  }
  connection.write(`${lines.join('\r\n')}\r\n.\r\n`);
}

/** Whether TLS can be started on this connection. */
export function offersStls({ connection, context }: Pop3Session): boolean {
  return context.startTls && connection.tls === undefined;
}
