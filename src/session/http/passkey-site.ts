import { z } from '@hono/zod-openapi';

import type { PasskeySite } from '#core/auth/verify-passkey.ts';
import type { HttpPeer } from '#net/http-acceptor.ts';

/** Characters of one member: the longest signatures and keys have some thousand. Our choice. */
const memberMax = 16_384;

const base64url = z
  .string()
  .max(memberMax)
  .regex(/^[\w-]*$/u);

const transports = z.array(z.string().max(32)).max(10).default([]);

/** An authenticator's answer to a challenge (WebAuthn Level 3, AuthenticationResponseJSON). */
export const passkeyAnswer = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
  }),
  clientExtensionResults: z.object({}).default({}),
});

/** A new passkey (WebAuthn Level 3, RegistrationResponseJSON). */
export const newPasskey = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: base64url, attestationObject: base64url, transports }),
  clientExtensionResults: z.object({}).default({}),
});

/** Where a request's passkeys belong: to the host that the browser asked. */
export function siteOf(request: Request, peer: HttpPeer): PasskeySite {
  const { hostname, host } = new URL(request.url);
  const origins = [`https://${host}`]; // Also behind a proxy that ends TLS.
  if (hostname === 'localhost' && !peer.secure) origins.push(`http://${host}`);
  return { host: hostname, origins };
}
