import { z } from '@hono/zod-openapi';

import { readJson } from '#session/http/api/send/read-message.ts';
import { authenticateRequest } from '#session/http/authenticate.ts';
import { checkJson } from '#session/http/check-json.ts';
import { ProblemError } from '#session/http/problem.ts';
import { signInOctetsMax } from '#session/http/sign-in/login.ts';
import { passkeyAnswer, siteOf } from '#session/http/passkey-site.ts';
import type { SignInContext, SignInServices } from '#session/http/sign-in/sign-in.ts';

const body = z.union([
  z.strictObject({ password: z.string().max(1_024) }),
  z.strictObject({ answer: passkeyAnswer }),
]);

/** Lets who is signed in prove again who that is, by password or passkey, before something that matters. */
export async function confirm(
  services: SignInServices,
  { req, env: { peer } }: SignInContext,
): Promise<Response> {
  const found = await authenticateRequest(services, req.raw, { peer, protocol: 'web' });
  checkJson(req.raw);
  const shown = await readJson(req.raw, body, signInOctetsMax);
  if ('answer' in shown) {
    const { accountId } = await services.passkeys.prove(siteOf(req.raw, peer), shown.answer);
    if (accountId !== found.accountId) throw new ProblemError(another);
    await services.webSessions.confirm(found);
  } else {
    const tls = peer.secure ? { exporter: undefined } : undefined;
    const attempt = { ...shown, remoteAddress: peer.remote.address, tls };
    await services.webSignIn.confirm(found, attempt);
  }
  return new Response(null, { status: 204 });
}

const another = {
  status: 403,
  code: 'session.other-account',
  title: 'The passkey belongs to another account',
  detail: 'Choose the passkey of the account that is signed in',
};
