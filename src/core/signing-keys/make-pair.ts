import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

import type { SigningAlgorithm } from '#core/policy/dkim/signing-key.ts';

/** Bits of an RSA key (RFC 8301 §3.2); more would not fit into one answer by UDP. */
const rsaBits = 2048;

/** Octets before the key itself in the SubjectPublicKeyInfo of Ed25519 (RFC 8410 §4). */
const ed25519PrefixOctets = 12;

const generate = promisify(generateKeyPair);

/** A new key, its halves as they are kept. */
export type NewKey = {
  readonly algorithm: SigningAlgorithm;
  readonly selector: string;
  /** PKCS #8, DER. */
  readonly privateKey: Uint8Array;
  /** The octets of `p=` (RFC 6376 §3.6.1, RFC 8463 §4). */
  readonly publicKey: Uint8Array;
};

/** An RSA and an Ed25519 key, made outside this thread. @param prefix Their selectors begin so. */
export async function makePair(prefix: string): Promise<readonly NewKey[]> {
  const [rsa, ed] = await Promise.all([
    generate('rsa', { modulusLength: rsaBits }),
    generate('ed25519', {}),
  ]);
  return [
    {
      algorithm: 'rsa-sha256',
      selector: `${prefix}-rsa`,
      privateKey: rsa.privateKey.export({ type: 'pkcs8', format: 'der' }),
      publicKey: publicOctets(rsa.publicKey),
    },
    {
      algorithm: 'ed25519-sha256',
      selector: `${prefix}-ed`,
      privateKey: ed.privateKey.export({ type: 'pkcs8', format: 'der' }),
      publicKey: publicOctets(ed.publicKey).subarray(ed25519PrefixOctets),
    },
  ];
}

function publicOctets(key: KeyObject): Uint8Array {
  return key.export({ type: 'spki', format: 'der' });
}
