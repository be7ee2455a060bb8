import { refuse } from '#base/refusal.ts';
import type { Login, SaslExchange } from '#core/auth/authenticator.ts';
import type { Pop3Session } from '#session/pop3/session.ts';

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

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
  const login = await converse(session, exchange, initial);
  if (login === undefined) return session.err('Cancelled'); // RFC 5034 §4
  await session.enter(login.accountId);
}

/** Without a mechanism clients of old ask for a list. */
function listMechanisms({ connection, context }: Pop3Session): void {
  const mechanisms = context.authenticator.mechanisms(connection.tls, connection.remote.address);
  connection.write(['+OK', ...mechanisms, '.', ''].join('\r\n'));
}

/** Undefined: the peer cancelled with `*`. */
async function converse(
  session: Pop3Session,
  exchange: SaslExchange,
  initial: string | undefined,
): Promise<Login | undefined> {
  const { connection, input, limits } = session;
  // `=` stands for an initial response that is empty (RFC 5034 §4).
  let response = initial === undefined ? undefined : decode(initial === '=' ? '' : initial);
  for (let round = 0; round < limits.saslRoundsMax; round++) {
    const step = await exchange.step(response);
    if (step.kind === 'done' && step.data === undefined) return step.login;
    connection.write(`+ ${Buffer.from(step.data ?? []).toString('base64')}\r\n`);
    const line = await input.line(limits.saslOctetsMax);
    if (line === '*') return undefined;
    // Data that comes with success is one more challenge with an empty answer (RFC 5034 §4).
    if (step.kind === 'done') return line === '' ? step.login : refuse('sasl.malformed');
    response = decode(line);
  }
  return refuse('sasl.malformed', 'Too many rounds');
}

function decode(text: string): Uint8Array {
  if (!base64.test(text)) return refuse('sasl.malformed', 'Invalid base64');
  return Buffer.from(text, 'base64');
}
