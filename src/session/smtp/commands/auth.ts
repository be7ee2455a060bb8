import { refuse } from '#base/refusal.ts';
import type { Login, SaslExchange } from '#core/auth/authenticator.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** AUTH: logs in by SASL, with or without an initial response (RFC 4954 §4). */
export async function auth(session: SmtpSession, argument: string): Promise<Reply> {
  const { connection, context } = session;
  if (session.greeting === undefined) return [503, '5.5.1', 'Send EHLO first'];
  if (session.login !== undefined) return [503, '5.5.1', 'Already logged in'];
  if (session.transaction !== undefined) return [503, '5.5.1', 'Not within a transaction'];
  const [mechanism = '', initial, ...rest] = argument.split(' ');
  if (mechanism === '' || rest.length > 0) return [501, '5.5.4', 'Expected a mechanism'];
  try {
    const exchange = context.authenticator.begin(mechanism.toUpperCase(), {
      protocol: 'smtp',
      remoteAddress: connection.remote.address,
      tls: connection.tls,
    });
    const login = await talk(session, exchange, initial);
    if (login === undefined) return [501, '5.7.0', 'Cancelled']; // RFC 4954 §4
    session.login = login;
    session.trace.add('smtp.auth', { mechanism: mechanism.toUpperCase(), login: login.address });
    return [235, '2.7.0', 'Logged in'];
  } catch (error) {
    if (++session.failedLogins >= session.limits.loginsMax) session.over = true;
    throw error;
  }
}

/** Undefined: the peer cancelled with `*`. */
async function talk(
  session: SmtpSession,
  exchange: SaslExchange,
  initial: string | undefined,
): Promise<Login | undefined> {
  const { connection, input, limits } = session;
  // `=` stands for an initial response that is empty (RFC 4954 §4).
  let response = initial === undefined ? undefined : decode(initial === '=' ? '' : initial);
  for (let round = 0; round < limits.saslRoundsMax; round++) {
    const step = await exchange.step(response);
    if (step.kind === 'done' && step.data === undefined) return step.login;
    connection.write(`334 ${Buffer.from(step.data ?? []).toString('base64')}\r\n`);
    const line = await input.line(limits.saslLineOctetsMax);
    if (line === '*') return undefined;
    // Data that comes with success is one more challenge with an empty answer (RFC 4954 §4).
    if (step.kind === 'done') return line === '' ? step.login : refuse('sasl.malformed');
    response = decode(line);
  }
  return refuse('sasl.malformed', 'Too many rounds');
}

function decode(text: string): Uint8Array {
  if (!base64.test(text)) return refuse('sasl.malformed', 'Invalid base64');
  return Buffer.from(text, 'base64');
}
