import { randomUUID } from 'node:crypto';

import type { Clock, Timer } from '#base/clock.ts';
import { refuse } from '#base/refusal.ts';
import { releaseMaildrop } from '#store/operations/maildrop/release-maildrop.ts';
import { takeMaildrop } from '#store/operations/maildrop/take-maildrop.ts';
import type { Store } from '#store/store.ts';

/** Milliseconds a lease outlives its last renewal: how long a crash keeps the owner out. */
export const leaseMs = 90_000;

/** Milliseconds between renewals: three may fail before the lease is lost. */
export const renewalMs = 25_000;

export type LockWorld = { readonly store: Store; readonly clock: Clock };

/**
 * The exclusive-access lock on a maildrop (RFC 1939 §4), as a lease in the store: it holds across
 * threads, and ends by itself after a crash.
 */
export class MaildropLock {
  readonly #world: LockWorld;
  readonly #accountId: number;
  readonly #holder = randomUUID();
  #timer: Timer | undefined;
  #released = false;

  private constructor(world: LockWorld, accountId: number) {
    this.#world = world;
    this.#accountId = accountId;
  }

  /** @throws {Refusal} `maildrop.busy`. */
  static async take(world: LockWorld, accountId: number): Promise<MaildropLock> {
    const lock = new MaildropLock(world, accountId);
    await lock.renew();
    lock.#renewLater();
    return lock;
  }

  /** Holds it longer. @throws {Refusal} `maildrop.busy`, when the lease ran out and another has it. */
  async renew(): Promise<void> {
    if (this.#released) return refuse('maildrop.busy', 'The lock was given back');
    const accountId = this.#accountId;
    await this.#world.store.write(takeMaildrop, { accountId, holder: this.#holder, leaseMs });
  }

  /** Never throws: what cannot be given back runs out. */
  async release(): Promise<void> {
    if (this.#released) return;
    this.#released = true;
    this.#timer?.cancel();
    const input = { accountId: this.#accountId, holder: this.#holder };
    await this.#world.store.write(releaseMaildrop, input).catch(() => {});
  }

  #renewLater(): void {
    this.#timer = this.#world.clock.after(renewalMs, () => {
      if (this.#released) return;
      // A failed renewal is tried again; before deleting, the lock is proved anyway.
      void this.renew().catch(() => {});
      this.#renewLater();
    });
  }
}
