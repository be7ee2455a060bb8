import { z } from '@hono/zod-openapi';

import { checkJson } from '#session/http/check-json.ts';
import { readJson } from '#session/http/api/send/read-message.ts';
import { signedIn } from '#session/http/sign-in/signed-in.ts';
import type { SignInContext, SignInServices } from '#session/http/sign-in/sign-in.ts';

/** Octets of a body here: names, passwords and answers of keys are short. Our choice. */
export const signInOctetsMax = 65_536;

const body = z.strictObject({
  login: z.string().max(512),
  password: z.string().max(1_024),
  stay: z.boolean().default(false),
  code: z.string().max(64).optional(),
});

/** Signs a browser in by the person's password, and a code where one is asked for. */
export async function login(services: SignInServices, context: SignInContext): Promise<Response> {
  const { req, env } = context;
  checkJson(req.raw);
  const { stay, ...typed } = await readJson(req.raw, body, signInOctetsMax);
  const { peer } = env;
  const remoteAddress = peer.remote.address;
  const tls = peer.secure ? { exporter: undefined } : undefined;
  const device = { stay, userAgent: req.header('user-agent') ?? '' };
  const key = await services.webSignIn.signIn({ ...typed, remoteAddress, tls }, device);
  return await signedIn(services, context, { key, stay });
}
