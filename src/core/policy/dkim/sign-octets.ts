import { createHash, sign } from 'node:crypto';

import type { SigningKey } from '#core/policy/dkim/signing-key.ts';

/**
 * Signs the hash of octets with SHA-256 (RFC 6376 §3.3.3, RFC 8463 §3). RSA takes up to
 * milliseconds, so another thread does that.
 */
export function signOctets(
  octets: Uint8Array,
  { algorithm, privateKey }: SigningKey,
): Promise<Uint8Array> {
  if (algorithm === 'ed25519-sha256') {
    const digest = createHash('sha256').update(octets).digest();
    return Promise.resolve(sign(undefined, digest, privateKey));
  }
  return new Promise((resolve, reject) => {
    sign('sha256', octets, privateKey, (error, signature) => {
      if (error === null) resolve(signature);
      else reject(error);
    });
  });
}
