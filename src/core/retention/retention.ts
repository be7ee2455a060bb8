import type { Clock } from '#base/clock.ts';
import { type Erased, eraseRemoved } from '#core/retention/erase-removed.ts';
import { type Pruned, prune } from '#core/retention/prune.ts';
import type { Stopped } from '#core/retention/slices.ts';
import type { Store } from '#store/store.ts';

/** What jobs ask for: erases what is over now. */
export class Retention {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Erases removed accounts and tenants whose time to be restored is over. */
  eraseRemoved(stopped: Stopped): Promise<Erased> {
    return eraseRemoved(this.#store, stopped);
  }

  /** Forgets deleted messages, digests and removals whose time is over. */
  prune(stopped: Stopped): Promise<Pruned> {
    return prune(this.#store, this.#clock.now(), stopped);
  }
}
