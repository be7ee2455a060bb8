import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Octets of the key (NIST SP 800-38D, AES-256). */
export const secretKeyOctets = 32;

/** Octets of the nonce; random, so that one key seals some billion secrets. */
const nonceOctets = 12;

/** Octets of the tag that proves both key and name. */
const tagOctets = 16;

/** First octet of what is sealed so. */
const version = 1;

const cipher = 'aes-256-gcm';

/** A secret that cannot be opened; the message says what to do. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/** Seals secrets at rest, each under a name: one cannot be put in the place of another. */
export class SecretBox {
  readonly #key: Uint8Array;

  /** @param key {@link secretKeyOctets} octets. @throws {RangeError} */
  constructor(key: Uint8Array) {
    if (key.length !== secretKeyOctets) {
      throw new RangeError(`The secret key has ${key.length} octets instead of ${secretKeyOctets}`);
    }
    this.#key = key;
  }

  /** @param name What the secret is, as `smart-host 3`; it is not kept. */
  seal(secret: Uint8Array, name: string): Uint8Array {
    const nonce = randomBytes(nonceOctets);
    const sealing = createCipheriv(cipher, this.#key, nonce, { authTagLength: tagOctets });
    sealing.setAAD(Buffer.from(name));
    const sealed = Buffer.concat([sealing.update(secret), sealing.final()]);
    return Buffer.concat([Uint8Array.of(version), nonce, sealing.getAuthTag(), sealed]);
  }

  /** @throws {SealBroken} When the key or the name is another one, or octets were changed. */
  open(sealed: Uint8Array, name: string): Uint8Array {
    try {
      return this.#open(sealed, name);
    } catch (error) {
      throw new SealBroken(
        `Cannot open the secret "${name}": it was sealed by another secret.key, or is damaged; ` +
          'restore secret.key from the backup that belongs to this data folder, or set the secret anew',
        { cause: error },
      );
    }
  }

  #open(sealed: Uint8Array, name: string): Uint8Array {
    const head = 1 + nonceOctets + tagOctets;
    if (sealed[0] !== version || sealed.length < head) throw new Error('Not sealed by us');
    const opening = createDecipheriv(cipher, this.#key, sealed.subarray(1, 1 + nonceOctets), {
      authTagLength: tagOctets,
    });
    opening.setAAD(Buffer.from(name));
    opening.setAuthTag(sealed.subarray(1 + nonceOctets, head));
    return Buffer.concat([opening.update(sealed.subarray(head)), opening.final()]);
  }
}
