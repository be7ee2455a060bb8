import { createHmac } from 'node:crypto';

import type { Clock } from '#base/clock.ts';
import type { Random } from '#base/random.ts';

/** Milliseconds a verified password is remembered: a mail program's next connections fall within. */
export const verifiedMs = 10 * 60_000;

/** Passwords remembered per thread, about 100 octets each. The oldest goes first. */
export const verifiedMax = 100_000;

/**
 * Remembers that a password matched a stored hash, so that argon2 is not paid on every login.
 *
 * The key is an HMAC under a key of this process over hash and password: nothing readable is kept,
 * and another hash (a changed password) is another key. Whether the account is still active is read
 * from the store at every login.
 */
export class VerifiedLogins {
  readonly #clock: Clock;
  readonly #key: Uint8Array;
  readonly #until = new Map<string, number>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#key = random.bytes(32);
  }

  has(hash: string, password: string): boolean {
    const until = this.#until.get(this.#digest(hash, password));
    return until !== undefined && until > this.#clock.elapsed();
  }

  add(hash: string, password: string): void {
    const digest = this.#digest(hash, password);
    this.#until.delete(digest);
    if (this.#until.size >= verifiedMax) {
      const [oldest = ''] = this.#until.keys();
      this.#until.delete(oldest);
    }
    this.#until.set(digest, this.#clock.elapsed() + verifiedMs);
  }

  #digest(hash: string, password: string): string {
    return createHmac('sha256', this.#key).update(`${hash}\0${password}`).digest('latin1');
  }
}
