import { createHash } from 'node:crypto';

import type { Clock, Timer } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import { addTallies, type Tally, type TallyKind } from '#store/operations/reports/tallies.ts';
import type { Store } from '#store/store.ts';

/** Milliseconds in one day of UTC. */
export const dayMs = 86_400_000;

/** Milliseconds that something counted waits in memory: what a crash may lose. Ours. */
export const tallyFlushMs = 60_000;

/** Tallies of one write: about 5 ms of the writer. Ours. */
export const talliesPerWriteMax = 250;

/** Tallies in memory at which they are written at once. Ours. */
const flushAt = 1_000;

/** Tallies in memory of one thread, when the store cannot take them: 5 MB. Ours. */
export const talliesWaitingMax = 10_000;

/** Octets kept of a digest, in hexadecimal: no two of a day's tallies share them. */
const digestLength = 32;

export type TallyBookWorld = { readonly store: Store; readonly clock: Clock; readonly log: Log };

type Waiting = { readonly day: number; readonly domain: string; readonly facts: string };

/** Counts in memory what has the same facts, and writes it down in batches. One for each thread. */
export class TallyBook {
  readonly #world: TallyBookWorld;
  readonly #kind: TallyKind;
  #waiting = new Map<string, Waiting & { count: number }>();
  #timer: Timer | undefined;
  #writing: Promise<void> | undefined;
  #lost = 0;
  /** The store refused the last time: the timer tries again, not each count. */
  #failing = false;

  constructor(world: TallyBookWorld, kind: TallyKind) {
    this.#world = world;
    this.#kind = kind;
  }

  /** Counts one more. @param facts JSON. */
  count(domain: string, facts: string): void {
    const { clock } = this.#world;
    const day = Math.floor(clock.now() / dayMs);
    const key = `${day} ${domain} ${facts}`;
    const known = this.#waiting.get(key);
    if (known !== undefined) {
      known.count++;
      return;
    }
    if (this.#waiting.size >= talliesWaitingMax) {
      this.#lost++;
      return;
    }
    this.#waiting.set(key, { day, domain, facts, count: 1 });
    if (this.#waiting.size >= flushAt && !this.#failing) void this.flush();
    else this.#timer ??= clock.after(tallyFlushMs, () => void this.flush());
  }

  /** Writes down what was counted. What the store refuses for now waits on. */
  async flush(): Promise<void> {
    await this.#writing;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { clock, log } = this.#world;
    this.#timer?.cancel();
    this.#timer = undefined;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    try {
      await this.#writeAll(waiting);
      this.#failing = false;
    } catch (error) {
      this.#failing = true;
      if (error instanceof Refusal) log.warn('Tallies wait', { code: error.code });
      else log.error('Tallies wait', { error });
      this.#putBack(waiting);
      this.#timer ??= clock.after(tallyFlushMs, () => void this.flush());
    }
    if (this.#lost === 0) return;
    log.warn('Tallies left out', { kind: this.#kind, count: this.#lost });
    this.#lost = 0;
  }

  /** Takes what is written out of `waiting`, batch by batch. */
  async #writeAll(waiting: Map<string, Waiting & { count: number }>): Promise<void> {
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, talliesPerWriteMax);
      const tallies = batch.map(([, one]): Tally => ({ ...one, digest: digestOf(one.facts) }));
      const input = { kind: this.#kind, tallies };
      this.#lost += (await this.#world.store.write(addTallies, input)).leftOut;
      for (const [key] of batch) waiting.delete(key);
    }
  }

  #putBack(unwritten: ReadonlyMap<string, Waiting & { count: number }>): void {
    for (const [key, one] of unwritten) {
      const known = this.#waiting.get(key);
      if (known !== undefined) known.count += one.count;
      else if (this.#waiting.size < talliesWaitingMax) this.#waiting.set(key, one);
      else this.#lost += one.count;
    }
  }
}

function digestOf(facts: string): string {
  return createHash('sha256').update(facts).digest('hex').slice(0, digestLength);
}
