import { leadSasl } from '#session/sasl-dialogue.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

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
      connection: connection.id,
    });
    const login = await leadSasl(exchange, initial, {
      challenge: (text) => connection.write(`334 ${text}\r\n`),
      response: () => session.input.line(session.limits.saslLineOctetsMax),
      roundsMax: session.limits.saslRoundsMax,
    });
    if (login === undefined) return [501, '5.7.0', 'Cancelled']; // RFC 4954 §4
    session.enter(login);
    const { address, accountId } = login;
    session.note(() => ({
      kind: 'login',
      mechanism: mechanism.toUpperCase(),
      login: address,
      accountId,
    }));
    session.trace.add('smtp.auth', { mechanism: mechanism.toUpperCase(), login: login.address });
    return [235, '2.7.0', 'Logged in'];
  } catch (error) {
    if (++session.failedLogins >= session.limits.loginsMax) session.over = true;
    throw error;
  }
}
