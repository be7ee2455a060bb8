import { z } from '@hono/zod-openapi';

import { readJson } from '#session/http/api/send/read-message.ts';
import { checkJson } from '#session/http/check-json.ts';
import { signInOctetsMax } from '#session/http/sign-in/login.ts';
import { passkeyAnswer, siteOf } from '#session/http/passkey-site.ts';
import { signedIn } from '#session/http/sign-in/signed-in.ts';
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
  services: SignInServices,
  context: SignInContext,
): Promise<Response> {
  const {
    req,
    env: { peer },
  } = context;
  const { passkeys, webSessions } = services;
  checkJson(req.raw);
  const { answer, stay } = await readJson(req.raw, body, signInOctetsMax);
  const login = await passkeys.prove(siteOf(req.raw, peer), answer);
  const userAgent = req.header('user-agent') ?? '';
  const remoteAddress = peer.remote.address;
  const session = { method: 'passkey', stay, userAgent, remoteAddress } as const;
  const key = await webSessions.open(login, session);
  return await signedIn(services, context, { key, stay });
}
