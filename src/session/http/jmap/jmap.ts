import { type Context, Hono } from 'hono';

import type { HttpHandler } from '#net/http-acceptor.ts';
import { authenticateRequest, challengeOf } from '#session/http/authenticate.ts';
import type { LoggedInEnvironment } from '#session/http/environment.ts';
import { answerRequest } from '#session/http/jmap/answer-request.ts';
import { Concurrency, loginKey } from '#session/http/jmap/concurrency.ts';
import { downloadBlob } from '#session/http/jmap/download.ts';
import { jsonResponse } from '#session/http/jmap/json-pieces.ts';
import { maxConcurrentRequests, maxConcurrentUpload } from '#session/http/jmap/limits.ts';
import type { JmapServices } from '#session/http/jmap/method-context.ts';
import { eventSource, eventStreamType } from '#session/http/jmap/push/event-source.ts';
import { webSocket } from '#session/http/jmap/push/web-socket.ts';
import { readAccounts } from '#session/http/jmap/read-accounts.ts';
import { readRequest } from '#session/http/jmap/read-request.ts';
import { RequestError, requestProblem, tooManyAtOnce } from '#session/http/jmap/request-error.ts';
import { sessionResource } from '#session/http/jmap/session-resource.ts';
import { uploadFile } from '#session/http/jmap/upload.ts';
import { ProblemError, problemResponse } from '#session/http/problem.ts';

/** Fields of every answer that does not say otherwise: nothing of it is kept or shown as a page. */
const common = {
  'cache-control': 'no-cache, no-store, must-revalidate', // RFC 8620 §2
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

/** Streams of changes of one login at the same time: tabs and devices, each with one. Our choice. */
const streamsMax = 32;

/** JMAP over HTTP (RFC 8620 §2, §3.1, §6, §7.3). */
export function jmap(services: JmapServices): HttpHandler {
  const app = new Hono<LoggedInEnvironment>();
  app.get('/.well-known/jmap', ({ redirect }) => redirect('/jmap/session', 307)); // RFC 8620 §2.2
  app.use('/jmap/*', async (context, next) => {
    const { req, env } = context;
    const from = { peer: env.peer, protocol: 'jmap' } as const;
    context.set('login', await authenticateRequest(services, req.raw, from));
    await next();
  });
  app.get('/jmap/session', async ({ req, var: { login } }) => {
    const facts = { username: login.address, accounts: await readAccounts(login) };
    const session = sessionResource(services, facts, new URL(req.url).origin);
    return await jsonResponse(session, req.raw);
  });
  const requests = new Concurrency(maxConcurrentRequests);
  app.post('/jmap/api', async ({ req, env, var: { login } }) => {
    using place = requests.enter(loginKey(login));
    if (place === undefined) throw tooManyAtOnce('maxConcurrentRequests', maxConcurrentRequests);
    const request = await readRequest(req.raw);
    const { signal } = req.raw;
    const from = { login, signal, peer: env.peer };
    return await jsonResponse(await answerRequest(services, request, from), req.raw);
  });
  const uploads = new Concurrency(maxConcurrentUpload);
  app.post('/jmap/upload/:account/', async ({ req, var: { login } }) => {
    using place = uploads.enter(loginKey(login));
    if (place === undefined) throw tooManyAtOnce('maxConcurrentUpload', maxConcurrentUpload);
    return await uploadFile(services, req.raw, { login, account: req.param('account') });
  });
  app.get('/jmap/download/:account/:blobId/:name', async ({ req, var: { login } }) => {
    const { account, blobId, name } = req.param();
    const path = { account, blobId, name, type: req.query('accept') ?? '' };
    return await downloadBlob(services, req.raw, { login, ...path });
  });
  const streams = new Concurrency(streamsMax);
  app.get('/jmap/eventsource', async ({ req, env, var: { login } }) => {
    // There is nothing to tell without a body, and nobody would end the stream.
    if (req.raw.method === 'HEAD') return new Response(null, { headers: eventStreamType });
    const place = streams.enter(loginKey(login));
    if (place === undefined) throw tooManyStreams();
    try {
      return await eventSource(services, req.raw, { login, peer: env.peer, place });
    } catch (error) {
      place[Symbol.dispose]();
      throw error;
    }
  });
  app.get('/jmap/ws', ({ req, env, var: { login } }) =>
    webSocket(services, req.raw, { login, peer: env.peer, requests, streams }),
  );
  app.notFound(({ req }) =>
    problemResponse({
      status: 404,
      code: 'request.unknown',
      title: 'There is nothing here',
      detail: `Nothing answers ${req.method} ${req.path}. GET /jmap/session says where JMAP is`,
    }),
  );
  app.onError(answerError);
  return async (request, peer) => {
    const answer = await app.fetch(request, { peer });
    for (const [name, value] of Object.entries(common)) {
      if (!answer.headers.has(name)) answer.headers.set(name, value);
    }
    return answer;
  };
}

function tooManyStreams(): ProblemError {
  return new ProblemError({
    status: 429,
    code: 'jmap.streams',
    title: 'Too many streams at once',
    detail: `At most ${streamsMax} streams of changes of this login go on at once. Close some`,
    retryAfterSeconds: 60,
  });
}

function answerError(error: Error, { req }: Context<LoggedInEnvironment>): Response {
  if (error instanceof RequestError) return requestProblem(error);
  if (!(error instanceof ProblemError)) throw error; // The acceptor logs it and answers 500.
  return problemResponse(error.problem, error.problem.status === 401 ? challengeOf(req.raw) : {});
}
