import type { Pop3Session } from '#session/pop3/session.ts';

/** PASS: logs in; the password is everything behind the space, spaces included (RFC 1939 §7). */
export async function pass(session: Pop3Session, argument: string): Promise<void> {
  const { connection, context, user } = session;
  if (user === undefined) return session.err('Send USER first');
  session.user = undefined;
  const login = await context.authenticator.verify({
    login: user,
    password: Buffer.from(argument, 'latin1').toString('utf8'), // RFC 6856 §2.2
    protocol: 'pop3',
    tls: connection.tls,
    remoteAddress: connection.remote.address,
  });
  await session.enter(login);
}
