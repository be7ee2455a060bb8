import type { Clock, Timer } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { ClaimedMessage, OutboundQueue } from '#core/queue/outbound-queue.ts';
import type { Load } from '#relay/deliver-to-destination.ts';

/** Milliseconds between two looks at the queue: what a sender waits for at most. Ours. */
const lookMs = 1_000;

/** Connections to other servers at once. Ours; 200 of them take some 10 MB. */
export const connectionsMax = 200;

/** Recipients that one connection gets: a destination with more comes back for them. Ours. */
export const recipientsPerConnectionMax = 100;

/** Milliseconds that a destination which nobody reached is left alone at first. Ours. */
const pauseMsMin = 60_000;

/** Milliseconds that it is left alone at most, each pause twice as long as the one before. Ours. */
const pauseMsMax = 3_600_000;

/** Destinations whose pauses are remembered; the oldest is forgotten first. Ours. */
const pausesMax = 10_000;

export type RelayWorld = {
  readonly queue: Pick<OutboundQueue, 'recover' | 'destinations' | 'claim' | 'body' | 'settle'>;
  /** Brings a load to its destination. Returns whether a server was reached. */
  readonly deliver: (load: Load) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
};

type Pause = { readonly until: number; readonly ms: number };

/** Drives the queue: a connection for each destination that something is due for. */
export class Relay {
  readonly #world: RelayWorld;
  readonly #busy = new Map<string, Promise<void>>();
  readonly #pauses = new Map<string, Pause>();
  #timer: Timer | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(world: RelayWorld) {
    this.#world = world;
  }

  /** Takes back what was claimed before, and begins. */
  async start(): Promise<void> {
    const { queue, log } = this.#world;
    const taken = await queue.recover();
    if (taken > 0) log.info('queue claims taken back', { recipients: taken });
    this.#arm();
  }

  /** Begins nothing more; resolves when what was begun has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#looking;
    await Promise.all(this.#busy.values());
  }

  /** Looks for what is due; calls at the same time share the work. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  #arm(): void {
    if (this.#stopped) return;
    this.#timer = this.#world.clock.after(lookMs, () => {
      void this.look().finally(() => this.#arm());
    });
  }

  async #look(): Promise<void> {
    const { queue, clock, log } = this.#world;
    try {
      for (let after = ''; !this.#stopped && this.#busy.size < connectionsMax;) {
        const page = await queue.destinations(after);
        for (const { domain, dueAt } of page) {
          if (this.#busy.size >= connectionsMax) return;
          if (dueAt <= clock.now() && this.#free(domain)) this.#begin(domain);
        }
        const last = page.at(-1);
        if (last === undefined) return;
        after = last.domain;
      }
    } catch (error) {
      log.error('Cannot read the queue, it is tried again', { error });
    }
  }

  #free(domain: string): boolean {
    if (this.#busy.has(domain)) return false;
    const pause = this.#pauses.get(domain);
    return pause === undefined || pause.until <= this.#world.clock.elapsed();
  }

  #begin(domain: string): void {
    const work = this.#serve(domain).finally(() => this.#busy.delete(domain));
    this.#busy.set(domain, work);
  }

  async #serve(domain: string): Promise<void> {
    const { queue, deliver, log } = this.#world;
    try {
      const messages = await queue.claim(domain, recipientsPerConnectionMax);
      if (messages.length === 0) return;
      const reached = await deliver({
        domain,
        messages,
        body: (message: ClaimedMessage) => queue.body(message),
        settle: (message, results) => queue.settle(message, results),
      });
      if (reached) this.#pauses.delete(domain);
      else this.#pause(domain);
    } catch (error) {
      // What was claimed and not settled waits for the next start.
      log.error('Delivery failed', { domain, error });
      this.#pause(domain);
    }
  }

  #pause(domain: string): void {
    const before = this.#pauses.get(domain);
    const ms = before === undefined ? pauseMsMin : Math.min(before.ms * 2, pauseMsMax);
    this.#pauses.delete(domain);
    if (this.#pauses.size >= pausesMax) {
      const [oldest = ''] = this.#pauses.keys();
      this.#pauses.delete(oldest);
    }
    this.#pauses.set(domain, { until: this.#world.clock.elapsed() + ms, ms });
  }
}
