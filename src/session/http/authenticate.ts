import { Refusal } from '#base/refusal.ts';
import type { Authenticator } from '#core/auth/authenticator.ts';
import type { Login, LoginProtocol } from '#core/auth/login-context.ts';
import type { WebSessions } from '#core/auth/web-sessions.ts';
import type { HttpPeer } from '#net/http-acceptor.ts';
import { type Problem, ProblemError } from '#session/http/problem.ts';
import { refusalProblem } from '#session/http/refusal-problem.ts';
import { checkSameOrigin, isChange, isFromBrowser } from '#session/http/same-origin.ts';
import { sessionKeyOf } from '#session/http/session-cookie.ts';

/** Octets of an Authorization field that are looked at. Our choice. */
const authorizationOctetsMax = 1_024;

/** Who can tell who sends a request. Without `webSessions` no cookie is looked at. */
export type Gatekeepers = {
  readonly authenticator: Pick<Authenticator, 'verify' | 'verifyToken'>;
  readonly webSessions?: Pick<WebSessions, 'find'> | undefined;
};

/**
 * Who sends a request: by its Authorization field as {@link authenticate} has it, or else by the
 * cookie of a browser that is signed in, which changes something from pages of this server only.
 *
 * @throws {ProblemError} 401 without a login that opens this door, 403 for one that may not.
 */
export async function authenticateRequest(
  { authenticator, webSessions }: Gatekeepers,
  request: Request,
  from: { readonly peer: HttpPeer; readonly protocol: LoginProtocol },
): Promise<Login> {
  const authorization = request.headers.get('authorization') ?? undefined;
  if (authorization !== undefined || webSessions === undefined) {
    return await authenticate(authenticator, authorization, from);
  }
  const key = sessionKeyOf(request, from.peer);
  const { address } = from.peer.remote;
  const login = key === undefined ? undefined : await webSessions.find(key, address);
  if (login === undefined) {
    throw new ProblemError(isFromBrowser(request) ? signedOut : missing);
  }
  if (isChange(request)) checkSameOrigin(request, 'refuse');
  return login;
}

/**
 * Who sends a request: `Basic` with an address and a password or app password (RFC 7617), or
 * `Bearer` with an app password alone (RFC 6750 §2.1).
 *
 * @throws {ProblemError} 401 without a login that opens this door, 403 for one that may not.
 */
export async function authenticate(
  authenticator: Pick<Authenticator, 'verify' | 'verifyToken'>,
  authorization: string | undefined,
  from: { readonly peer: HttpPeer; readonly protocol: LoginProtocol },
): Promise<Login> {
  const { peer } = from;
  // `web` is for the password at signing in, which a second step may follow; here none can.
  const protocol = from.protocol === 'web' ? 'http' : from.protocol;
  const credentials = readAuthorization(authorization);
  if (credentials === undefined) throw new ProblemError(missing);
  const tls = peer.secure ? { exporter: undefined } : undefined;
  const about = { protocol, remoteAddress: peer.remote.address, tls };
  try {
    return 'token' in credentials
      ? await authenticator.verifyToken({ ...about, token: credentials.token })
      : await authenticator.verify({ ...about, ...credentials });
  } catch (error) {
    throw error instanceof Refusal
      ? new ProblemError(refusalProblem(error), { cause: error })
      : error;
  }
}

/**
 * Fields of a 401 (RFC 9110 §11.6.1). A script of ours gets no Basic: its browser would ask for a
 * name and a password in a window of its own.
 */
export function challengeOf(request: Request): Readonly<Record<string, string>> {
  const bearer = 'Bearer realm="Postamt"';
  const script = (request.headers.get('sec-fetch-mode') ?? 'navigate') !== 'navigate';
  return {
    'www-authenticate': script ? bearer : `Basic realm="Postamt", charset="UTF-8", ${bearer}`,
  };
}

type Credentials =
  | { readonly login: string; readonly password: string }
  | { readonly token: string };

const scheme = /^(basic|bearer) +([A-Za-z0-9._~+/-]+=*)$/iu;

function readAuthorization(field: string | undefined): Credentials | undefined {
  if (field === undefined || field.length > authorizationOctetsMax) return undefined;
  const [, name = '', token = ''] = scheme.exec(field) ?? [];
  if (name.toLowerCase() === 'bearer') return { token };
  if (name === '') return undefined;
  const text = Buffer.from(token, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) return undefined;
  return { login: text.slice(0, colon), password: text.slice(colon + 1) };
}

const missing: Problem = {
  status: 401,
  code: 'login.missing',
  title: 'A login is needed',
  detail:
    'The request has no usable Authorization field. Send Basic with an address and an app password, or Bearer with an app password',
};

const signedOut: Problem = {
  status: 401,
  code: 'session.missing',
  title: 'Nobody is signed in',
  detail: 'This browser is not signed in, or its session has ended. Sign in again',
};
