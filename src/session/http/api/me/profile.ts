import { z } from '@hono/zod-openapi';

import { formatId } from '#proto/jmap/ids.ts';
import { type OwnServices, ownOctetsMax, ownRoute } from '#session/http/api/me/own-route.ts';
import type { Described } from '#session/http/api/send/described.ts';
import { readJson } from '#session/http/api/send/read-message.ts';

/** Characters of a display name: what fits before an address in a header. Our choice. */
const displayNameMax = 200;

/** `/me` and `/me/password`. */
export function addProfile(described: Described, services: OwnServices): void {
  const { profiles, passwords, webSignIn, secondStep, passkeys } = services;
  ownRoute(described, show, async (login, context) => {
    const { accountId } = login;
    const { address, displayName, language, timeZone, admin } = await profiles.read(login);
    const { on } = await secondStep.status(accountId);
    return context.json({
      address,
      displayName,
      language,
      timeZone,
      administrator: (['no', 'tenant', 'server'] as const)[admin] ?? 'no',
      jmapAccountId: formatId('a', accountId),
      totp: on,
      passkeys: (await passkeys.list(accountId)).length,
    });
  });
  ownRoute(described, change, async (login, context) => {
    const { displayName, language, timeZone } = await readJson(
      context.req.raw,
      profileBody,
      ownOctetsMax,
    );
    await profiles.change(login, {
      ...(displayName === undefined ? {} : { displayName }),
      ...(language === undefined ? {} : { language }),
      ...(timeZone === undefined ? {} : { timeZone }),
    });
    return context.body(null, 204);
  });
  ownRoute(described, changePassword, async (login, context) => {
    const { current, password } = await readJson(context.req.raw, passwordBody, ownOctetsMax);
    const { remote, secure } = context.env.peer;
    const tls = secure ? { exporter: undefined } : undefined;
    const attempt = { password: current, remoteAddress: remote.address, tls };
    await webSignIn.verifyPassword(login, attempt);
    await passwords.change(login, password);
    return context.body(null, 204);
  });
}

const profile = z
  .object({
    address: z.string().openapi({ example: 'ada@example.org' }),
    displayName: z.string(),
    language: z.string().openapi({ example: 'de' }),
    timeZone: z.string().openapi({ description: 'Empty for what the browser has' }),
    administrator: z.enum(['no', 'tenant', 'server']),
    jmapAccountId: z.string().openapi({ example: 'a12' }),
    totp: z.boolean().openapi({ description: 'Whether a second step is on' }),
    passkeys: z.int().openapi({ description: 'How many there are' }),
  })
  .openapi('Profile');

const profileBody = z
  .strictObject({
    displayName: z
      .string()
      .trim()
      .max(displayNameMax)
      .regex(/^[^\p{Cc}]*$/u),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/u)
      .openapi({ example: 'de' }),
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'Not a time zone of the IANA database')
      .openapi({ example: 'Europe/Berlin' }),
  })
  .partial()
  .openapi('ProfileChanges');

const passwordBody = z
  .strictObject({ current: z.string().max(1_024), password: z.string().max(1_024) })
  .openapi('PasswordChange');

const show = {
  method: 'get',
  path: '',
  summary: 'The own account',
  answer: {
    says: 'Address, name, language, time zone, and what protects the account',
    form: profile,
  },
} as const;

const change = {
  method: 'patch',
  path: '',
  summary: 'Change the display name, the language or the time zone',
  body: profileBody,
} as const;

const changePassword = {
  method: 'post',
  path: '/password',
  summary: 'Change the password; every other browser is signed out',
  body: passwordBody,
} as const;

/** Empty is what the browser has. */
function isTimeZone(name: string): boolean {
  if (name === '') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
