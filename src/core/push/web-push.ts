import { createCipheriv, createECDH, hkdfSync } from 'node:crypto';

import type { Random } from '#base/random.ts';

/** Octets of a record: the only one of a message (RFC 8291 §4). */
const recordOctets = 4_096;

/** Octets of an authentication secret (RFC 8291 §3.2). */
export const authSecretOctets = 16;

/** Octets of a public key: an uncompressed point on P-256 (RFC 8291 §3.1). */
export const publicKeyOctets = 65;

/** Octets of the salt (RFC 8188 §2.1). */
const saltOctets = 16;

/** Octets of the tag of AES-128-GCM. */
const tagOctets = 16;

/** What ends the last record (RFC 8188 §2). */
const lastDelimiter = 2;

/** Octets of a text that can be pushed: the record less head, key, delimiter and tag (RFC 8291 §4). */
export const pushOctetsMax = recordOctets - (saltOctets + 5 + publicKeyOctets) - 1 - tagOctets;

/** Whom a message is encrypted for. */
export type PushKeys = { readonly publicKey: Uint8Array; readonly secret: Uint8Array };

/** Whether keys can be used: a point on the curve and a secret of the right length. */
export function arePushKeys({ publicKey, secret }: PushKeys): boolean {
  if (publicKey.length !== publicKeyOctets || secret.length !== authSecretOctets) return false;
  if (publicKey[0] !== 4) return false;
  try {
    const own = createECDH('prime256v1');
    own.generateKeys();
    own.computeSecret(publicKey);
    return true;
  } catch {
    return false;
  }
}

/**
 * Encrypts a text for a client with the content coding aes128gcm (RFC 8291 §3, RFC 8188 §2).
 *
 * @param text At most {@link pushOctetsMax} octets.
 */
export function encryptPush(text: Uint8Array, { publicKey, secret }: PushKeys, random: Random) {
  if (text.length > pushOctetsMax) throw new RangeError(`A push of ${text.length} octets`);
  const own = createECDH('prime256v1');
  const ownPublic = own.generateKeys();
  const shared = own.computeSecret(publicKey);
  const salt = random.bytes(saltOctets);
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, ownPublic]);
  const material = hkdf(shared, { salt: secret, info: keyInfo, length: 32 });
  const key = hkdf(material, { salt, info: coding('aes128gcm'), length: 16 });
  const nonce = hkdf(material, { salt, info: coding('nonce'), length: 12 });
  const cipher = createCipheriv('aes-128-gcm', key, nonce, { authTagLength: tagOctets });
  const sealed = [cipher.update(text), cipher.update(Uint8Array.of(lastDelimiter)), cipher.final()];
  const head = Buffer.alloc(saltOctets + 5);
  head.set(salt);
  head.writeUInt32BE(recordOctets, saltOctets);
  head[saltOctets + 4] = ownPublic.length;
  return Buffer.concat([head, ownPublic, ...sealed, cipher.getAuthTag()]);
}

function coding(name: string): Uint8Array {
  return Buffer.from(`Content-Encoding: ${name}\0`);
}

type Derivation = {
  readonly salt: Uint8Array;
  readonly info: Uint8Array;
  readonly length: number;
};

function hkdf(key: Uint8Array, { salt, info, length }: Derivation): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, info, length));
}
