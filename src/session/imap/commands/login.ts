import { refuse } from '#base/refusal.ts';
import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseLoginArguments } from '#proto/imap/login.ts';
import { capabilities } from '#session/imap/capabilities.ts';
import type { Reply } from '#session/imap/command.ts';
import { enter, loggedIn } from '#session/imap/enter.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** LOGIN: a password in the clear, so only where PLAIN is offered (RFC 9051 §6.2.3). */
export async function login(session: ImapSession, cursor: Cursor): Promise<Reply> {
  const { connection, context } = session;
  expectSpace(cursor);
  const { login: name, password } = parseLoginArguments(cursor);
  const { address: remoteAddress } = connection.remote;
  if (!context.authenticator.mechanisms(connection.tls, remoteAddress).includes('PLAIN')) {
    return refuse('login.plaintext');
  }
  const entered = await enter(session, () =>
    context.authenticator.verify({
      login: name,
      password,
      protocol: 'imap',
      remoteAddress,
      tls: connection.tls,
    }),
  );
  loggedIn(session, entered);
  return `OK [CAPABILITY ${capabilities(session)}] LOGIN completed`;
}
