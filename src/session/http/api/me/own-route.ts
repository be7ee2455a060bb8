import type { RouteConfig, z } from '@hono/zod-openapi';

import type { OwnPasswords } from '#core/auth/own-passwords.ts';
import type { Passkeys } from '#core/auth/passkeys.ts';
import type { SecondStep } from '#core/auth/second-step.ts';
import type { WebSessions } from '#core/auth/web-sessions.ts';
import type { WebSignIn } from '#core/auth/web-sign-in.ts';
import type { Login } from '#core/auth/login-context.ts';
import type { Profiles } from '#core/directory/profiles.ts';
import type { DeletedMessages } from '#core/mailbox/deleted-messages.ts';
import type { OwnTraces } from '#core/trace/own-traces.ts';
import {
  type ApiContext,
  describe,
  type Described,
  problemAnswers,
} from '#session/http/api/send/described.ts';
import { ProblemError } from '#session/http/problem.ts';

/** What people's own accounts are changed by. */
export type OwnServices = {
  readonly profiles: Pick<Profiles, 'read' | 'change'>;
  readonly passwords: OwnPasswords;
  readonly webSessions: Pick<WebSessions, 'list' | 'endOne' | 'endOthers'>;
  readonly webSignIn: Pick<WebSignIn, 'verifyPassword'>;
  readonly secondStep: SecondStep;
  readonly passkeys: Passkeys;
  readonly deleted: Pick<DeletedMessages, 'list' | 'restore'>;
  readonly traces: Pick<OwnTraces, 'find'>;
};

/** Milliseconds for which it counts that somebody proved who they are. Our choice. */
export const confirmedMs = 15 * 60_000;

/** Octets of a body here. Our choice. */
export const ownOctetsMax = 65_536;

/** A route of `/me`: what it does for whom. */
type OwnRoute = {
  readonly method: RouteConfig['method'];
  /** Behind `/me`. */
  readonly path: string;
  readonly summary: string;
  readonly body?: z.ZodType;
  /** What each parameter of its query says; none is required. */
  readonly query?: Readonly<Record<string, string>>;
  /** What its success says, and in which form; undefined for 204. */
  readonly answer?: { readonly says: string; readonly form: z.ZodType; readonly status?: 201 };
  /** Whether a browser has to have proved lately who is there. */
  readonly confirmed?: true;
};

/** Adds a route that only the account's owner can use. */
export function ownRoute(
  described: Described,
  route: OwnRoute,
  handle: (login: Login, context: ApiContext) => Promise<Response>,
): void {
  describe(described, configOf(route), async (context) => {
    const login = context.get('login');
    checkOwner(login);
    if (route.confirmed === true) checkConfirmed(login, described.clock.now());
    return await handle(login, context);
  });
}

/** A number in the path; one that is none names nothing. */
export function numberInPath(context: ApiContext): number {
  const text = context.req.param('id') ?? '';
  return /^\d{1,15}$/u.test(text) ? Number(text) : 0;
}

/** A time as programs read it. */
export function timeText(at: number): string;
export function timeText(at: number | null): string | null;
export function timeText(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function checkOwner(login: Login): void {
  if (login.appPassword !== true && login.application !== true) return;
  throw new ProblemError({
    status: 403,
    code: 'login.own-password',
    title: 'An app password does not open this',
    detail: 'Settings of an account are for its owner: sign in with a browser, or use the password',
  });
}

/** Basic shows the password with each request; a session may have been open for days. */
function checkConfirmed({ webSessionId, confirmedAt = 0 }: Login, now: number): void {
  if (webSessionId === undefined || now - confirmedAt < confirmedMs) return;
  throw new ProblemError({
    status: 403,
    code: 'session.confirm-needed',
    title: 'Say again who you are',
    detail: 'This matters, and you signed in a while ago. POST /auth/confirm takes the password',
  });
}

function configOf({ method, path, summary, body, query = {}, answer }: OwnRoute): RouteConfig {
  const inPath = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name = '']) => {
    return { name, in: 'path', required: true, schema: { type: 'integer' } } as const;
  });
  const inQuery = Object.entries(query).map(([name, description]) => {
    const schema = { type: 'string' } as const;
    return { name, in: 'query', required: false, description, schema } as const;
  });
  const parameters = [...inPath, ...inQuery];
  const success =
    answer === undefined
      ? { 204: { description: 'Done' } }
      : {
          [answer.status ?? 200]: {
            description: answer.says,
            content: { 'application/json': { schema: answer.form } },
          },
        };
  return {
    method,
    path: `/me${path}`,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          request: { body: { required: true, content: { 'application/json': { schema: body } } } },
        }),
    responses: { ...success, ...problemAnswers },
  };
}
