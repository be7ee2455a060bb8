import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';

import type { SecretBox } from '#core/secrets/secret-box.ts';
import { ensureSetting } from '#store/operations/directory/ensure-setting.ts';
import type { Store } from '#store/store.ts';

/** Where the key is kept, and under which name it is sealed. */
const settingName = 'push.vapid';

/** Seconds for which a token is good; a day is the most (RFC 8292 §2). Half of it is ours. */
const tokenSeconds = 43_200;

/** Octets before the point in an encoded public key of P-256 (RFC 5480 §2). */
const spkiHeadOctets = 26;

/** How this server shows push services who it is (RFC 8292). */
export class VapidKey {
  readonly #key: KeyObject;
  /** The public key as `applicationServerKey`, in base64url (RFC 8292 §3.2, RFC 9749 §3). */
  readonly publicKey: string;

  constructor(key: KeyObject) {
    this.#key = key;
    const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
    this.publicKey = spki.subarray(spkiHeadOctets).toString('base64url');
  }

  /**
   * The Authorization field of a push (RFC 8292 §3).
   *
   * @param to.now Milliseconds since the epoch.
   * @param to.contact A `mailto:` or `https:` URI of who runs the server (RFC 8292 §2.1).
   */
  authorization(to: {
    readonly url: string;
    readonly now: number;
    readonly contact: string;
  }): string {
    const head = { typ: 'JWT', alg: 'ES256' };
    const claims = {
      aud: new URL(to.url).origin,
      exp: Math.floor(to.now / 1_000) + tokenSeconds,
      sub: to.contact,
    };
    const signed = `${encoded(head)}.${encoded(claims)}`;
    const key = { key: this.#key, dsaEncoding: 'ieee-p1363' } as const;
    const signature = sign('sha256', Buffer.from(signed), key).toString('base64url');
    return `vapid t=${signed}.${signature}, k=${this.publicKey}`;
  }
}

/**
 * The key of this server, which is made with the first call and stays: clients subscribe with it.
 *
 * @throws {SealBroken}
 */
export async function openVapidKey(
  store: Pick<Store, 'write'>,
  secrets: Pick<SecretBox, 'open' | 'seal'>,
): Promise<VapidKey> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const octets = privateKey.export({ type: 'pkcs8', format: 'der' });
  const value = Uint8Array.from(secrets.seal(octets, settingName));
  const kept = await store.write(ensureSetting, { name: settingName, value });
  const key = Buffer.from(secrets.open(kept, settingName));
  return new VapidKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
