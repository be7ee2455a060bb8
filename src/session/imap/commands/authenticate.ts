import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseAuthenticateArguments } from '#proto/imap/login.ts';
import { capabilities } from '#session/imap/capabilities.ts';
import type { Reply } from '#session/imap/command.ts';
import type { Login, SaslExchange } from '#session/imap/context.ts';
import { enter, loggedIn } from '#session/imap/enter.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** Rounds of one exchange; no mechanism here needs more than three. */
const roundsMax = 8;

/** The peer cancelled with `*`, or sent no base64 (RFC 9051 §6.2.2). */
class Cancelled extends Error {}

/** AUTHENTICATE with or without an initial response (RFC 9051 §6.2.2, RFC 4959 §3). */
export async function authenticate(session: ImapSession, cursor: Cursor): Promise<Reply> {
  const { connection, context } = session;
  expectSpace(cursor);
  const { mechanism, initialResponse } = parseAuthenticateArguments(cursor);
  try {
    const login = await enter(session, () => {
      const exchange = context.authenticator.begin(mechanism, {
        protocol: 'imap',
        remoteAddress: connection.remote.address,
        tls: connection.tls,
      });
      return converse(session, exchange, initialResponse);
    });
    loggedIn(session, login);
  } catch (error) {
    if (error instanceof Cancelled) return `BAD ${error.message}`;
    throw error;
  }
  return `OK [CAPABILITY ${capabilities(session)}] AUTHENTICATE completed`;
}

async function converse(
  session: ImapSession,
  exchange: SaslExchange,
  initialResponse: string | undefined,
): Promise<Login> {
  let response =
    initialResponse === undefined
      ? undefined
      : decodeBase64(initialResponse === '=' ? '' : initialResponse);
  for (let round = 0; round < roundsMax; round++) {
    const step = await exchange.step(response);
    if (step.kind === 'done' && step.data === undefined) return step.login;
    // RFC 9051 §6.2.2: data with success goes as one more challenge, answered by an empty line.
    session.reader.invite(Buffer.from(step.data ?? []).toString('base64'));
    const line = await session.reader.response();
    if (line === '*') throw new Cancelled('AUTHENTICATE cancelled');
    if (step.kind === 'done') return step.login;
    response = decodeBase64(line);
  }
  throw new Cancelled('Too many rounds');
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function decodeBase64(text: string): Uint8Array {
  if (!base64.test(text)) throw new Cancelled('Invalid base64');
  return Buffer.from(text, 'base64');
}
