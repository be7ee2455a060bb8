import { createHmac, timingSafeEqual } from 'node:crypto';

import type { Clock } from '#base/clock.ts';
import type { Random } from '#base/random.ts';
import { PasskeyDoubt } from '#core/auth/verify-passkey.ts';
import { ensureSetting } from '#store/operations/directory/ensure-setting.ts';
import { useChallenge } from '#store/operations/sign-in/use-challenge.ts';
import type { Store } from '#store/store.ts';

/** Milliseconds in which a challenge has to be signed: people look for their keys. Our choice. */
export const challengeMs = 5 * 60_000;

/** Octets that nobody can guess (WebAuthn Level 3 §13.4.3: 16 at least). */
const chanceOctets = 16;

/** Octets of a time in milliseconds. */
const timeOctets = 6;

/** Octets of the key, and of the MAC with SHA-256. */
const macOctets = 32;

/**
 * What authenticators sign. A challenge tells by itself, under a key of this server, for whom it is
 * and until when, so that nothing is kept for whoever only asks; one that was signed is used up.
 */
export class Challenges {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: Random;
  #key: Promise<Uint8Array> | undefined;

  constructor(store: Store, { clock, random }: { clock: Clock; random: Random }) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
  }

  /** @param purpose Whoever shows it has to name the same. @returns Base64url. */
  async make(purpose: string): Promise<string> {
    const body = Buffer.alloc(chanceOctets + timeOctets);
    body.set(this.#random.bytes(chanceOctets));
    body.writeUIntBE(this.#clock.now() + challengeMs, chanceOctets, timeOctets);
    return Buffer.concat([body, await this.#mac(body, purpose)]).toString('base64url');
  }

  /** @throws {PasskeyDoubt} For a challenge that is not ours, not for this, or over. */
  async check(challenge: string, purpose: string): Promise<void> {
    const octets = Buffer.from(challenge, 'base64url');
    const body = octets.subarray(0, chanceOctets + timeOctets);
    const mac = octets.subarray(body.length);
    const isOurs = mac.length === macOctets && octets.toString('base64url') === challenge;
    if (!isOurs || !timingSafeEqual(mac, await this.#mac(body, purpose))) {
      throw new PasskeyDoubt('The challenge is not ours, or for something else');
    }
    if (this.#expiryOf(challenge) <= this.#clock.now()) throw new PasskeyDoubt('It came too late');
  }

  /** Uses up a challenge that was checked and signed. @throws {PasskeyDoubt} The second time. */
  async use(challenge: string): Promise<void> {
    const expiresAt = this.#expiryOf(challenge);
    const { isFirst } = await this.#store.write(useChallenge, { challenge, expiresAt });
    if (!isFirst) throw new PasskeyDoubt('The challenge was used before');
  }

  #expiryOf(challenge: string): number {
    return Buffer.from(challenge, 'base64url').readUIntBE(chanceOctets, timeOctets);
  }

  async #mac(body: Uint8Array, purpose: string): Promise<Buffer> {
    this.#key ??= this.#store.write(ensureSetting, {
      name: 'passkey.secret',
      value: Uint8Array.from(this.#random.bytes(macOctets)),
    });
    return createHmac('sha256', await this.#key)
      .update(body)
      .update(purpose)
      .digest();
  }
}
