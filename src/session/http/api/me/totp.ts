import { z } from '@hono/zod-openapi';

import { qrSvg } from '#proto/qr/qr-svg.ts';
import { type OwnServices, ownOctetsMax, ownRoute } from '#session/http/api/me/own-route.ts';
import type { Described } from '#session/http/api/send/described.ts';
import { readJson } from '#session/http/api/send/read-message.ts';

/** `/me/totp`: codes of an authenticator app as a second step (RFC 6238). */
export function addSecondStep(described: Described, { secondStep }: OwnServices): void {
  ownRoute(described, show, async ({ accountId }, context) => {
    return context.json(await secondStep.status(accountId));
  });
  ownRoute(described, start, async (login, context) => {
    const { secret, uri } = await secondStep.start(login);
    return context.json({ secret, uri, svg: qrSvg(uri) }, 201);
  });
  ownRoute(described, confirm, async (login, context) => {
    const { code } = await readJson(context.req.raw, codeBody, ownOctetsMax);
    return context.json({ recoveryCodes: await secondStep.confirm(login, code) });
  });
  ownRoute(described, renew, async (login, context) => {
    return context.json({ recoveryCodes: await secondStep.renewRecoveryCodes(login) }, 201);
  });
  ownRoute(described, remove, async (login, context) => {
    await secondStep.remove(login);
    return context.body(null, 204);
  });
}

const codeBody = z.strictObject({ code: z.string().max(64) }).openapi('Code');

const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) });

const show = {
  method: 'get',
  path: '/totp',
  summary: 'Whether a second step is on',
  answer: {
    says: 'Whether it is on, and how many recovery codes are left',
    form: z.object({ on: z.boolean(), recoveryCodesLeft: z.int() }),
  },
} as const;

const start = {
  method: 'post',
  path: '/totp',
  summary: 'Begin to set up an authenticator app',
  answer: {
    says: 'The secret in base 32, as an otpauth URI, and as a QR code in SVG',
    form: z.object({ secret: z.string(), uri: z.string(), svg: z.string() }),
    status: 201,
  },
  confirmed: true,
} as const;

const confirm = {
  method: 'post',
  path: '/totp/confirm',
  summary: 'Switch the second step on by the first code of the app',
  body: codeBody,
  answer: { says: 'Ten recovery codes, which are never shown again', form: recoveryCodes },
  confirmed: true,
} as const;

const renew = {
  method: 'post',
  path: '/totp/recovery-codes',
  summary: 'Make new recovery codes; the old ones open nothing any more',
  answer: {
    says: 'Ten recovery codes, which are never shown again',
    form: recoveryCodes,
    status: 201,
  },
  confirmed: true,
} as const;

const remove = {
  method: 'delete',
  path: '/totp',
  summary: 'Switch the second step off',
  confirmed: true,
} as const;
