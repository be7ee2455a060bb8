import type { Clock, Timer } from '#base/clock.ts';
import { refuse } from '#base/refusal.ts';
import { Watcher } from '#core/applications/watch/watcher.ts';
import type { WatchEvent } from '#core/applications/watch/watch-step.ts';

/** People who watch at once. Our choice. */
const watchersMax = 16;

/** Milliseconds between two looks for connections that have fallen silent. Ours. */
const lookMs = 250;

/** Whose attempts are watched. */
export type Watched = {
  readonly accountId: number;
  /** In CIDR notation; none: it may come from everywhere. */
  readonly networks: readonly string[];
};

/** An event as a watcher gets it. */
export type WatchedEvent = WatchEvent & {
  /** False where it cannot be told yet, or never, whose attempt it is. */
  readonly attributed: boolean;
};

/** What somebody who watches holds; ends when he calls `return` or `close`. */
export type AttemptStream = AsyncIterableIterator<WatchedEvent> & { readonly close: () => void };

export type AttemptWatchWorld = {
  readonly clock: Clock;
  /** Tells the doors whether anybody watches. */
  readonly activate: (on: boolean) => void;
};

/** Puts the events of all threads together for those who watch. One for each process. */
export class AttemptWatch {
  readonly #world: AttemptWatchWorld;
  readonly #watchers = new Set<Watcher>();
  #look: Timer | undefined;

  constructor(world: AttemptWatchWorld) {
    this.#world = world;
  }

  /** Whether doors are to note what happens. */
  get active(): boolean {
    return this.#watchers.size > 0;
  }

  /** Events of one thread, in their order. */
  take(events: readonly WatchEvent[]): void {
    for (const watcher of this.#watchers) for (const event of events) watcher.take(event);
  }

  /** The attempts of one application from now on. @throws {Refusal} `watch.limit`. */
  watch(watched: Watched): AttemptStream {
    if (this.#watchers.size >= watchersMax) {
      refuse('watch.limit', `${watchersMax} people watch already`);
    }
    const watcher = new Watcher(watched, () => this.#left(watcher));
    this.#watchers.add(watcher);
    if (this.#watchers.size === 1) {
      this.#world.activate(true);
      this.#again();
    }
    return watcher;
  }

  /** Ends all streams: the server stops. */
  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }

  #left(watcher: Watcher): void {
    if (!this.#watchers.delete(watcher) || this.#watchers.size > 0) return;
    this.#look?.cancel();
    this.#world.activate(false);
  }

  #again(): void {
    const { clock } = this.#world;
    this.#look = clock.after(lookMs, () => {
      for (const watcher of this.#watchers) watcher.look(clock.now());
      this.#again();
    });
  }
}
