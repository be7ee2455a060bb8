import { z } from '@hono/zod-openapi';

import { readJson } from '#session/http/api/send/read-message.ts';
import { checkJson } from '#session/http/check-json.ts';
import { sessionCookie } from '#session/http/session-cookie.ts';
import { signInOctetsMax } from '#session/http/sign-in/login.ts';
import { passkeyAnswer, siteOf } from '#session/http/passkey-site.ts';
import type { SignInContext, SignInServices } from '#session/http/sign-in/sign-in.ts';

const body = z.strictObject({ answer: passkeyAnswer, stay: z.boolean().default(false) });

/** The challenge to sign, as options of `navigator.credentials.get`; nobody has to say a name. */
export async function askPasskey(
  { passkeys }: SignInServices,
  { req, env }: SignInContext,
): Promise<Response> {
  return Response.json(await passkeys.ask(siteOf(req.raw, env.peer)));
}

/** Signs a browser in by a passkey. */
export async function passkeyLogin(
  { passkeys, webSessions }: SignInServices,
  { req, env: { peer } }: SignInContext,
): Promise<Response> {
  checkJson(req.raw);
  const { answer, stay } = await readJson(req.raw, body, signInOctetsMax);
  const login = await passkeys.prove(siteOf(req.raw, peer), answer);
  const userAgent = req.header('user-agent') ?? '';
  const remoteAddress = peer.remote.address;
  const session = { method: 'passkey', stay, userAgent, remoteAddress } as const;
  const key = await webSessions.open(login, session);
  const headers = { 'set-cookie': sessionCookie(key, { peer, stay }) };
  return new Response(null, { status: 204, headers });
}
