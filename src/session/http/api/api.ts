import { type Hook, OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';

import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Sending } from '#core/sending/sending.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';
import { addMe } from '#session/http/api/me/me.ts';
import type { OwnServices } from '#session/http/api/me/own-route.ts';
import { addSending } from '#session/http/api/send/send.ts';
import { authenticateRequest, challengeOf, type Gatekeepers } from '#session/http/authenticate.ts';
import type { LoggedInEnvironment } from '#session/http/environment.ts';
import { ProblemError, problemResponse } from '#session/http/problem.ts';

/** What the resources under `/api/v1` use. Each resource adds what it asks. */
export type ApiServices = Gatekeepers & {
  readonly log: Log;
  readonly clock: Clock;
  /** Of programs that send. */
  readonly sending: Sending;
  /** Of people who change their own accounts; undefined where nobody does. */
  readonly own?: OwnServices;
};

/** A router under `/api/v1`, behind a login. */
export type ApiRouter = OpenAPIHono<LoggedInEnvironment>;

/** Where the API lives. */
const base = '/api/v1';

/** Fields of every answer: nothing of it is kept or shown as a page. */
const common = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

/** The interface for programs: JSON in, JSON out, problems as RFC 9457 has them. */
export function api(services: ApiServices): HttpHandler {
  const app: ApiRouter = new OpenAPIHono<LoggedInEnvironment>({ defaultHook: refuseInvalid });
  app.doc31(`${base}/openapi.json`, {
    openapi: '3.1.0',
    info: { title: 'Postamt', version: '1' },
    servers: [{ url: base }],
  });
  app.use(`${base}/*`, async (context, next) => {
    const { req, env } = context;
    const from = { peer: env.peer, protocol: 'http' } as const;
    context.set('login', await authenticateRequest(services, req.raw, from));
    await next();
  });
  const described = { app, clock: services.clock };
  addSending(described, services.sending);
  if (services.own !== undefined) addMe(described, services.own);
  app.notFound(({ req }) =>
    problemResponse({
      status: 404,
      code: 'request.unknown',
      title: 'There is nothing here',
      detail: `Nothing answers ${req.method} ${req.path}. ${base}/openapi.json lists what there is`,
    }),
  );
  app.onError(answerError);
  return async (request, peer) => {
    const answer = await app.fetch(request, { peer });
    for (const [name, value] of Object.entries(common)) answer.headers.set(name, value);
    return answer;
  };
}

function answerError(error: Error, { req }: Context<LoggedInEnvironment>): Response {
  if (!(error instanceof ProblemError)) throw error; // The acceptor logs it and answers 500.
  const { problem } = error;
  return problemResponse(problem, problem.status === 401 ? challengeOf(req.raw) : {});
}

/** Says which members of a request are not as they should be (RFC 9457 §3, extension `errors`). */
const refuseInvalid: Hook<unknown, LoggedInEnvironment, string, unknown> = (result) => {
  if (result.success) return undefined;
  const errors = result.error.issues.map(({ path, message }) => ({
    pointer: `/${path.map(String).join('/')}`,
    detail: message,
  }));
  return problemResponse({
    status: 422,
    code: 'request.invalid',
    title: 'The request is not valid',
    detail: errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '),
    extra: { errors },
  });
};
