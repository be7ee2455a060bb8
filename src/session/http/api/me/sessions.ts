import { z } from '@hono/zod-openapi';

import {
  numberInPath,
  type OwnServices,
  ownRoute,
  timeText,
} from '#session/http/api/me/own-route.ts';
import type { Described } from '#session/http/api/send/described.ts';

/** `/me/sessions`: browsers that are signed in. */
export function addOwnSessions(described: Described, { webSessions }: OwnServices): void {
  ownRoute(described, list, async (login, context) => {
    const sessions = (await webSessions.list(login)).map((session) => ({
      id: session.sessionId,
      current: session.current,
      browser: session.browser ?? null,
      system: session.system ?? null,
      kind: session.kind,
      method: session.method,
      stay: session.stay,
      createdAt: timeText(session.createdAt),
      lastUsedAt: timeText(session.lastUsedAt),
      expiresAt: timeText(session.expiresAt),
      address: session.remoteAddress,
    }));
    return context.json({ sessions });
  });
  ownRoute(described, endOne, async (login, context) => {
    await webSessions.endOne(login, numberInPath(context));
    return context.body(null, 204);
  });
  ownRoute(described, endOthers, async (login, context) => {
    return context.json(await webSessions.endOthers(login));
  });
}

const session = z
  .object({
    id: z.int(),
    current: z.boolean(),
    browser: z.string().nullable().openapi({ example: 'Firefox' }),
    system: z.string().nullable().openapi({ example: 'Windows' }),
    kind: z.enum(['desktop', 'phone', 'tablet', 'program']),
    method: z.enum(['password', 'code', 'passkey']),
    stay: z.boolean(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    address: z.string().openapi({ description: 'Of its last use' }),
  })
  .openapi('Session');

const list = {
  method: 'get',
  path: '/sessions',
  summary: 'Browsers that are signed in, the last used first',
  answer: { says: 'The one that asks is current', form: z.object({ sessions: z.array(session) }) },
} as const;

const endOne = {
  method: 'delete',
  path: '/sessions/{id}',
  summary: 'Sign a browser out at once',
} as const;

const endOthers = {
  method: 'delete',
  path: '/sessions',
  summary: 'Sign every other browser out at once',
  answer: { says: 'How many there were', form: z.object({ ended: z.int() }) },
} as const;
