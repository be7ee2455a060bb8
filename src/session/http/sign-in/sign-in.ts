import { type Context, Hono } from 'hono';

import { Refusal } from '#base/refusal.ts';
import type { Passkeys } from '#core/auth/passkeys.ts';
import type { WebSessions } from '#core/auth/web-sessions.ts';
import type { WebSignIn } from '#core/auth/web-sign-in.ts';
import type { Profiles } from '#core/directory/profiles.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';
import { formatId } from '#proto/jmap/ids.ts';
import { authenticateRequest, challengeOf, type Gatekeepers } from '#session/http/authenticate.ts';
import type { HttpEnvironment } from '#session/http/environment.ts';
import { ProblemError, problemResponse } from '#session/http/problem.ts';
import { refusalProblem } from '#session/http/refusal-problem.ts';
import { checkSameOrigin } from '#session/http/same-origin.ts';
import { endedCookie } from '#session/http/session-cookie.ts';
import { confirm } from '#session/http/sign-in/confirm.ts';
import { login } from '#session/http/sign-in/login.ts';
import { askPasskey, passkeyLogin } from '#session/http/sign-in/passkey.ts';

/** What signing in uses. */
export type SignInServices = Gatekeepers & {
  readonly webSessions: Pick<WebSessions, 'open' | 'find' | 'end' | 'confirm'>;
  readonly webSignIn: Pick<WebSignIn, 'signIn' | 'confirm'>;
  readonly passkeys: Pick<Passkeys, 'ask' | 'prove'>;
  readonly profiles: Pick<Profiles, 'read'>;
};

export type SignInContext = Context<HttpEnvironment>;

/** Fields of every answer: nothing of it is kept or shown as a page. */
const common = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

/** `/auth/`: where browsers sign in and out. */
export function signIn(services: SignInServices): HttpHandler {
  const app = new Hono<HttpEnvironment>();
  app.post('/auth/*', async ({ req }, next) => {
    checkSameOrigin(req.raw, 'allow');
    await next();
  });
  app.post('/auth/login', async (context) => await login(services, context));
  app.post('/auth/logout', async (context) => await logout(services, context));
  app.post('/auth/confirm', async (context) => await confirm(services, context));
  app.post('/auth/passkey/options', async (context) => await askPasskey(services, context));
  app.post('/auth/passkey', async (context) => await passkeyLogin(services, context));
  app.get('/auth/session', async (context) => await showSession(services, context));
  app.notFound(({ req }) =>
    problemResponse({
      status: 404,
      code: 'request.unknown',
      title: 'There is nothing here',
      detail: `Nothing answers ${req.method} ${req.path}`,
    }),
  );
  app.onError(answerError);
  return async (request, peer) => {
    const answer = await app.fetch(request, { peer });
    for (const [name, value] of Object.entries(common)) answer.headers.set(name, value);
    return answer;
  };
}

function answerError(error: Error, { req }: SignInContext): Response {
  if (!(error instanceof ProblemError || error instanceof Refusal)) throw error; // Logged, 500.
  const problem = error instanceof ProblemError ? error.problem : refusalProblem(error);
  return problemResponse(problem, problem.status === 401 ? challengeOf(req.raw) : {});
}

/** Ends the browser's session; nothing to do is done too. */
async function logout(services: SignInServices, { req, env }: SignInContext): Promise<Response> {
  try {
    const from = { peer: env.peer, protocol: 'web' } as const;
    await services.webSessions.end(await authenticateRequest(services, req.raw, from));
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 401) throw error;
  }
  return new Response(null, { status: 204, headers: { 'set-cookie': endedCookie(env.peer) } });
}

/** Tells a page who is signed in. */
async function showSession(services: SignInServices, { req, env }: SignInContext) {
  const from = { peer: env.peer, protocol: 'web' } as const;
  const found = await authenticateRequest(services, req.raw, from);
  const profile = await services.profiles.read(found);
  const { address, displayName, language, timeZone, admin } = profile;
  return Response.json({
    address,
    displayName,
    language,
    timeZone,
    administrator: (['no', 'tenant', 'server'] as const)[admin] ?? 'no',
    jmapAccountId: formatId('a', found.accountId),
  });
}
