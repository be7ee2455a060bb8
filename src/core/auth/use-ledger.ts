import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import {
  touchCredential,
  type TouchCredentialInput,
} from '#store/operations/directory/touch-credential.ts';
import type { Store } from '#store/store.ts';

/** Milliseconds between two notes of one credential: logins are frequent, the note is for people. */
export const useNoteMs = 60_000;

/** Credentials whose last note is remembered; past it all are forgotten and noted once more. */
export const useLedgerMax = 100_000;

/** Keeps when and from where each credential was used last, without a write per login. */
export class UseLedger {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #noted = new Map<number, number>();

  constructor(store: Store, clock: Clock, log: Log) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  /** Does not wait: a login is not held up or refused by it. */
  note(use: TouchCredentialInput): void {
    const now = this.#clock.elapsed();
    const last = this.#noted.get(use.credentialId);
    if (last !== undefined && now - last < useNoteMs) return;
    if (this.#noted.size >= useLedgerMax) this.#noted.clear();
    this.#noted.set(use.credentialId, now);
    this.#store.write(touchCredential, use).catch((error: unknown) => {
      this.#log.warn('Cannot note the use of a credential', { ...use, error: String(error) });
    });
  }
}
