import { z } from '@hono/zod-openapi';

import {
  numberInPath,
  type OwnServices,
  ownOctetsMax,
  ownRoute,
  timeText,
} from '#session/http/api/me/own-route.ts';
import type { Described } from '#session/http/api/send/described.ts';
import { readJson } from '#session/http/api/send/read-message.ts';

/** `/me/app-passwords`: one for each device or program. */
export function addAppPasswords(described: Described, { passwords }: OwnServices): void {
  ownRoute(described, list, async (login, context) => {
    const appPasswords = (await passwords.appPasswords(login)).map((one) => ({
      id: one.credentialId,
      name: one.name,
      scopes: one.scopes,
      createdAt: timeText(one.createdAt),
      lastUsedAt: timeText(one.lastUsedAt),
      lastUsedFrom: one.lastUsedAddress,
      expiresAt: timeText(one.expiresAt),
      expired: one.expiresAt !== null && one.expiresAt <= described.clock.now(),
    }));
    return context.json({ appPasswords });
  });
  ownRoute(described, make, async (login, context) => {
    const { name, scopes, expiresAt } = await readJson(context.req.raw, makeBody, ownOctetsMax);
    const at = expiresAt === null ? null : Date.parse(expiresAt);
    const made = await passwords.makeAppPassword(login, { name, scopes, expiresAt: at });
    return context.json({ id: made.credentialId, name, scopes, password: made.password }, 201);
  });
  ownRoute(described, revoke, async (login, context) => {
    await passwords.revokeAppPassword(login, numberInPath(context));
    return context.body(null, 204);
  });
}

const appPassword = z
  .object({
    id: z.int(),
    name: z.string(),
    scopes: z.array(z.string()).openapi({ description: 'Empty for everything' }),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    lastUsedFrom: z.string().nullable(),
    expiresAt: z.iso.datetime().nullable(),
    expired: z.boolean(),
  })
  .openapi('AppPassword');

const makeBody = z
  .strictObject({
    name: z.string().trim().min(1).max(100).openapi({ example: 'Phone' }),
    /** Empty for everything. */
    scopes: z
      .array(z.enum(['imap', 'pop3', 'smtp', 'jmap', 'http']))
      .max(5)
      .default([]),
    expiresAt: z.iso.datetime().nullable().default(null),
  })
  .openapi('NewAppPassword');

const list = {
  method: 'get',
  path: '/app-passwords',
  summary: 'App passwords of the own account, with their last use',
  answer: {
    says: 'In the order in which they were made, without their secrets',
    form: z.object({ appPasswords: z.array(appPassword) }),
  },
} as const;

const make = {
  method: 'post',
  path: '/app-passwords',
  summary: 'Make an app password for a device or program',
  body: makeBody,
  answer: {
    says: 'The app password, which is never shown again',
    form: appPassword.pick({ id: true, name: true, scopes: true }).extend({ password: z.string() }),
    status: 201,
  },
  confirmed: true,
} as const;

const revoke = {
  method: 'delete',
  path: '/app-passwords/{id}',
  summary: 'Take an app password back; what it opened ends at once',
} as const;
