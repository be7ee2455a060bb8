import { leadSasl } from '#session/sasl-dialogue.ts';
import type { Pop3Session } from '#session/pop3/session.ts';

/** AUTH: logs in by SASL, with or without an initial response (RFC 5034 §4). */
export async function auth(session: Pop3Session, argument: string): Promise<void> {
  const { connection, context } = session;
  if (argument === '') return listMechanisms(session);
  const [mechanism = '', initial, ...rest] = argument.split(' ');
  if (rest.length > 0) return session.err('Too many arguments');
  const exchange = context.authenticator.begin(mechanism.toUpperCase(), {
    protocol: 'pop3',
    remoteAddress: connection.remote.address,
    tls: connection.tls,
  });
  const login = await leadSasl(exchange, initial, {
    challenge: (text) => connection.write(`+ ${text}\r\n`),
    response: () => session.input.line(session.limits.saslOctetsMax),
    roundsMax: session.limits.saslRoundsMax,
  });
  if (login === undefined) return session.err('Cancelled'); // RFC 5034 §4
  await session.enter(login);
}

/** Without a mechanism clients of old ask for a list. */
function listMechanisms({ connection, context }: Pop3Session): void {
  const mechanisms = context.authenticator.mechanisms(connection.tls, connection.remote.address);
  connection.write(['+OK', ...mechanisms, '.', ''].join('\r\n'));
}
