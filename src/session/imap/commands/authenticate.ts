import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseAuthenticateArguments } from '#proto/imap/login.ts';
import { capabilities } from '#session/imap/capabilities.ts';
import type { Reply } from '#session/imap/command.ts';
import { enter, loggedIn } from '#session/imap/enter.ts';
import type { ImapSession } from '#session/imap/session.ts';
import { leadSasl } from '#session/sasl-dialogue.ts';

/** Rounds of one exchange; no mechanism here needs more than three. */
const roundsMax = 8;

/** AUTHENTICATE with or without an initial response (RFC 9051 §6.2.2, RFC 4959 §3). */
export async function authenticate(session: ImapSession, cursor: Cursor): Promise<Reply> {
  const { connection, context, reader } = session;
  expectSpace(cursor);
  const { mechanism, initialResponse } = parseAuthenticateArguments(cursor);
  const login = await enter(session, async () => {
    const exchange = context.authenticator.begin(mechanism, {
      protocol: 'imap',
      remoteAddress: connection.remote.address,
      tls: connection.tls,
    });
    return leadSasl(exchange, initialResponse, {
      challenge: (text) => reader.invite(text),
      response: () => reader.response(),
      roundsMax,
    });
  });
  if (login === undefined) return 'BAD AUTHENTICATE cancelled'; // RFC 9051 §6.2.2
  loggedIn(session, login);
  return `OK [CAPABILITY ${capabilities(session)}] AUTHENTICATE completed`;
}
