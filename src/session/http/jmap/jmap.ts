import { Hono } from 'hono';

import { ParseError } from '#proto/cursor.ts';
import { IJsonReader } from '#proto/jmap/i-json.ts';
import type { JsonValue } from '#proto/jmap/json.ts';
import { NotRequest, parseRequest } from '#proto/jmap/request.ts';
import type { HttpHandler } from '#net/http-acceptor.ts';
import { authenticate, challenge } from '#session/http/authenticate.ts';
import type { LoggedInEnvironment } from '#session/http/environment.ts';
import { dispatch } from '#session/http/jmap/dispatch.ts';
import { maxSizeRequest } from '#session/http/jmap/limits.ts';
import type { JmapServices } from '#session/http/jmap/method-context.ts';
import { readAccounts } from '#session/http/jmap/read-accounts.ts';
import { RequestError, requestProblem } from '#session/http/jmap/request-error.ts';
import { ProblemError, problemResponse } from '#session/http/problem.ts';
import { readBody } from '#session/http/read-body.ts';

/** JMAP over HTTP (RFC 8620 §3.1). */
export function jmap(services: JmapServices): HttpHandler {
  const app = new Hono<LoggedInEnvironment>();
  app.use('/jmap/*', async (context, next) => {
    const { req, env } = context;
    const from = { peer: env.peer, protocol: 'jmap' } as const;
    const { authenticator } = services;
    context.set('login', await authenticate(authenticator, req.header('authorization'), from));
    await next();
  });
  app.post('/jmap/api', async ({ req, var: { login } }) => {
    const request = await readRequest(req.raw);
    const accounts = await readAccounts(login);
    const { signal } = req.raw;
    const createdIds = new Map(request.createdIds);
    const context = { login, accounts, services, createdIds, signal };
    const methodResponses = await dispatch(context, request);
    const created =
      request.createdIds === undefined ? {} : { createdIds: Object.fromEntries(createdIds) };
    return Response.json({ methodResponses, ...created, sessionState: '0' });
  });
  app.onError(answerError);
  return async (request, peer) => await app.fetch(request, { peer });
}

async function readRequest(raw: Request) {
  const octets = await readBody(raw, maxSizeRequest);
  try {
    return parseRequest(readJson(octets));
  } catch (error) {
    if (error instanceof ParseError) throw new RequestError('notJSON', error.message);
    if (error instanceof NotRequest) throw new RequestError('notRequest', error.message);
    throw error;
  }
}

function readJson(octets: Uint8Array): JsonValue {
  const reader = new IJsonReader(octets);
  while (!reader.read(100_000));
  return reader.value;
}

function answerError(error: Error): Response {
  if (error instanceof RequestError) return requestProblem(error);
  if (!(error instanceof ProblemError)) throw error; // The acceptor logs it and answers 500.
  return problemResponse(error.problem, error.problem.status === 401 ? challenge : {});
}
