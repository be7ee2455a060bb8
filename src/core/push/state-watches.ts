import type { Clock, Timer } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { changedStates, readAccountStates, type TypeStates } from '#core/push/account-states.ts';
import type { Store, Watch } from '#store/store.ts';

/**
 * Milliseconds between two tellings of one account: what happens meanwhile is told at once. The first
 * change after a pause is told without delay. Our choice.
 */
export const tellingGapMs = 250;

/** Hears of new states: those that changed, and the modseq up to which that is everything. */
export type StateListener = (changed: TypeStates, modseq: number) => void;

/** One for each thread: turns hints of the store into new states for all who follow an account. */
export class StateWatches {
  readonly #world: StateWorld;
  readonly #accounts = new Map<number, WatchedAccount>();

  constructor(world: StateWorld) {
    this.#world = world;
  }

  /** Accounts that somebody follows. */
  get count(): number {
    return this.#accounts.size;
  }

  /**
   * Tells `listener` of what changes in an account. Once `started` is settled, nothing that is
   * committed from then on is missed.
   */
  follow(accountId: number, listener: StateListener): Watch {
    let account = this.#accounts.get(accountId);
    if (account === undefined) {
      account = new WatchedAccount(this.#world, accountId);
      this.#accounts.set(accountId, account);
    }
    const followed = account;
    followed.listeners.add(listener);
    const stop = (): void => {
      if (!followed.listeners.delete(listener) || followed.listeners.size > 0) return;
      followed.stop();
      if (this.#accounts.get(accountId) === followed) this.#accounts.delete(accountId);
    };
    return { started: followed.started, stop };
  }
}

export type StateWorld = {
  readonly store: Pick<Store, 'read' | 'watch'>;
  readonly clock: Clock;
  readonly log: Log;
};

class WatchedAccount {
  readonly listeners = new Set<StateListener>();
  readonly started: Promise<void>;
  readonly #world: StateWorld;
  readonly #accountId: number;
  readonly #watch: Watch;
  #known: Map<string, string> = new Map();
  #modseq = 0;
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #looking = false;
  #again = false;

  constructor(world: StateWorld, accountId: number) {
    this.#world = world;
    this.#accountId = accountId;
    this.#watch = world.store.watch(accountId, () => this.#hint());
    this.started = this.#start();
  }

  stop(): void {
    this.#watch.stop();
    this.#timer?.cancel();
  }

  async #start(): Promise<void> {
    await this.#watch.started;
    const { store } = this.#world;
    const found = await readAccountStates(store, this.#accountId, Number.MAX_SAFE_INTEGER);
    if (found === undefined || found.modseq < this.#modseq) return;
    this.#modseq = found.modseq;
    for (const [type, state] of found.states) this.#known.set(type, state);
  }

  #hint(): void {
    if (this.#timer !== undefined) return;
    const { clock } = this.#world;
    const wait = this.#toldAt + tellingGapMs - clock.elapsed();
    if (wait <= 0) {
      void this.#look();
      return;
    }
    this.#timer = clock.after(wait, () => {
      this.#timer = undefined;
      void this.#look();
    });
  }

  async #look(): Promise<void> {
    this.#again = true;
    if (this.#looking) return;
    this.#looking = true;
    try {
      await this.started;
      while (this.#again) {
        this.#again = false;
        await this.#tell();
      }
    } catch (error) {
      // The next change is told together with this one.
      this.#world.log.warn('Changes of an account not told', { account: this.#accountId, error });
    } finally {
      this.#looking = false;
    }
  }

  async #tell(): Promise<void> {
    const { store, clock } = this.#world;
    const now = await readAccountStates(store, this.#accountId, this.#modseq);
    if (now === undefined) return;
    const changed = changedStates(this.#known, now.states);
    for (const [type, state] of changed) this.#known.set(type, state);
    this.#modseq = now.modseq;
    if (changed.size === 0) return;
    this.#toldAt = clock.elapsed();
    for (const listener of this.listeners) listener(changed, now.modseq);
  }
}
