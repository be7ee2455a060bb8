import { z } from '@hono/zod-openapi';

import type { PasskeySite } from '#core/auth/verify-passkey.ts';
import {
  numberInPath,
  type OwnServices,
  ownOctetsMax,
  ownRoute,
  timeText,
} from '#session/http/api/me/own-route.ts';
import type { ApiContext, Described } from '#session/http/api/send/described.ts';
import { readJson } from '#session/http/api/send/read-message.ts';
import { newPasskey, siteOf } from '#session/http/passkey-site.ts';

/** `/me/passkeys` (WebAuthn). */
export function addOwnPasskeys(described: Described, { passkeys }: OwnServices): void {
  ownRoute(described, list, async ({ accountId }, context) => {
    const found = (await passkeys.list(accountId)).map((passkey) => ({
      id: passkey.passkeyId,
      name: passkey.name,
      backedUp: passkey.backedUp,
      createdAt: timeText(passkey.createdAt),
      lastUsedAt: timeText(passkey.lastUsedAt),
    }));
    return context.json({ passkeys: found });
  });
  ownRoute(described, offer, async (login, context) => {
    return context.json(await passkeys.offer(login, site(context)));
  });
  ownRoute(described, add, async (login, context) => {
    const { name, answer } = await readJson(context.req.raw, addBody, ownOctetsMax);
    return context.json(
      { id: await passkeys.add(login, site(context), { name, answer }), name },
      201,
    );
  });
  ownRoute(described, rename, async (login, context) => {
    const { name } = await readJson(context.req.raw, nameBody, ownOctetsMax);
    await passkeys.rename(login, numberInPath(context), name);
    return context.body(null, 204);
  });
  ownRoute(described, remove, async (login, context) => {
    await passkeys.remove(login, numberInPath(context));
    return context.body(null, 204);
  });
}

function site({ req, env }: ApiContext): PasskeySite {
  return siteOf(req.raw, env.peer);
}

const name = z.string().trim().min(1).max(100).openapi({ example: 'Laptop' });
const nameBody = z.strictObject({ name }).openapi('PasskeyName');
const addBody = z.strictObject({ name, answer: newPasskey }).openapi('NewPasskey');

const passkey = z
  .object({
    id: z.int(),
    name: z.string(),
    backedUp: z.boolean().openapi({ description: 'Whether it is kept on several devices' }),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .openapi('Passkey');

const list = {
  method: 'get',
  path: '/passkeys',
  summary: 'Passkeys of the own account',
  answer: {
    says: 'In the order in which they were made',
    form: z.object({ passkeys: z.array(passkey) }),
  },
} as const;

const offer = {
  method: 'post',
  path: '/passkeys/options',
  summary: 'Begin to make a passkey',
  answer: {
    says: 'The options of navigator.credentials.create, with a challenge for five minutes',
    form: z.object({ challenge: z.string() }).loose(),
  },
  confirmed: true,
} as const;

const add = {
  method: 'post',
  path: '/passkeys',
  summary: 'Keep the passkey that the browser made',
  body: addBody,
  answer: { says: 'Its id and name', form: passkey.pick({ id: true, name: true }), status: 201 },
  confirmed: true,
} as const;

const rename = {
  method: 'patch',
  path: '/passkeys/{id}',
  summary: 'Rename a passkey',
  body: nameBody,
} as const;

const remove = {
  method: 'delete',
  path: '/passkeys/{id}',
  summary: 'Forget a passkey; browsers that signed in by it are signed out',
  confirmed: true,
} as const;
