import { z } from '@hono/zod-openapi';

import { Refusal } from '#base/refusal.ts';
import { ProblemError } from '#session/http/problem.ts';
import { refusalProblem } from '#session/http/refusal-problem.ts';
import { sessionCookie } from '#session/http/session-cookie.ts';
import { readJson } from '#session/http/sign-in/read-json.ts';
import type { SignInContext, SignInServices } from '#session/http/sign-in/sign-in.ts';

const body = z.strictObject({
  login: z.string().max(512),
  password: z.string().max(1_024),
  stay: z.boolean().default(false),
  code: z.string().max(64).optional(),
});

/** Signs a browser in by the person's password. */
export async function login(services: SignInServices, context: SignInContext): Promise<Response> {
  const { req, env } = context;
  const { login: name, password, stay } = await readJson(req.raw, body);
  const { peer } = env;
  const remoteAddress = peer.remote.address;
  const tls = peer.secure ? { exporter: undefined } : undefined;
  const attempt = { login: name, password, protocol: 'web', remoteAddress, tls } as const;
  const found = await services.authenticator.verify(attempt).catch((error: unknown) => {
    throw error instanceof Refusal
      ? new ProblemError(refusalProblem(error), { cause: error })
      : error;
  });
  const userAgent = req.header('user-agent') ?? '';
  const session = { method: 'password', stay, userAgent, remoteAddress } as const;
  const key = await services.webSessions.open(found, session);
  const headers = { 'set-cookie': sessionCookie(key, { peer, stay }) };
  return new Response(null, { status: 204, headers });
}
