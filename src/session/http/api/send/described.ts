import type { RouteConfig } from '@hono/zod-openapi';
import type { Context } from 'hono';

import { Refusal } from '#base/refusal.ts';
import type { Clock } from '#base/clock.ts';
import { LimitRefusal } from '#core/sending/sending-limit.ts';
import type { ApiRouter } from '#session/http/api/api.ts';
import type { LoggedInEnvironment } from '#session/http/environment.ts';
import { type Problem, ProblemError } from '#session/http/problem.ts';
import { refusalProblem } from '#session/http/refusal-problem.ts';

export type ApiContext = Context<LoggedInEnvironment>;

/** A router, and the time by which it says when to try again. */
export type Described = { readonly app: ApiRouter; readonly clock: Clock };

const base = '/api/v1';

/** Adds a resource to the router and to the OpenAPI document; a refusal becomes a problem. */
export function describe(
  { app, clock }: Described,
  route: RouteConfig,
  handle: (context: ApiContext) => Promise<Response>,
): void {
  app.openAPIRegistry.registerPath(route);
  const path = base + route.path.replace(/\{(\w+)\}/gu, ':$1');
  app.on(route.method, [path], async (context) => {
    try {
      return await handle(context);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw new ProblemError(problemOf(error, clock), { cause: error });
    }
  });
}

/** The problem of a refusal, with the time at which its limit ends. */
export function problemOf(refusal: Refusal, clock: Clock): Problem {
  const problem = refusalProblem(refusal);
  if (!(refusal instanceof LimitRefusal)) return problem;
  const seconds = Math.ceil((refusal.endsAt - clock.now()) / 1_000);
  return { ...problem, retryAfterSeconds: Math.max(1, seconds) };
}

/** What each resource may answer besides its own. */
export const problemAnswers = {
  '4XX': {
    description: 'A problem: what happened, why, and what to do (RFC 9457)',
    content: { 'application/problem+json': { schema: { type: 'object' } } },
  },
} as const;
