import type { Clock, Timer } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { parseDestination } from '#core/queue/destination.ts';
import type { OutboundQueue } from '#core/queue/outbound-queue.ts';
import { Lane } from '#relay/lane.ts';
import type { Load } from '#relay/load.ts';
import { QueueLoad } from '#relay/queue-load.ts';
import { UnsettledResults } from '#relay/unsettled-results.ts';

/** Milliseconds between two looks at the queue: what a sender waits for at most. Ours. */
const lookMs = 250;

/** A look at a long queue takes time: this many times as long until the next. Ours, 5 % of a core. */
const restFactor = 20;

/** Connections to other servers at once. Ours; 1,000 of them take some 50 MB. */
export const connectionsMax = 1_000;

/** Of these, to destinations that nobody reached the last time. Ours: the others must not wait. */
export const doubtfulConnectionsMax = 200;

/** Destinations that are remembered for their pauses; the longest unused is forgotten. Ours. */
const lanesMax = 10_000;

export type RelayWorld = {
  readonly queue: Pick<OutboundQueue, 'recover' | 'destinations' | 'claim' | 'body' | 'settle'>;
  /** Brings a load to its destination. Returns whether a server was reached. */
  readonly deliver: (load: Load) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Drives the queue: connections for each destination that something is due for. */
export class Relay {
  readonly #world: RelayWorld;
  readonly #lanes = new Map<string, Lane>();
  readonly #busy = new Set<Promise<void>>();
  readonly #unsettled: UnsettledResults;
  #doubtful = 0;
  #timer: Timer | undefined;
  #looking: Promise<void> | undefined;
  #stopped = false;

  constructor(world: RelayWorld) {
    this.#world = world;
    this.#unsettled = new UnsettledResults(world);
  }

  /** Takes back what was claimed before, and begins. */
  async start(): Promise<void> {
    const { queue, log } = this.#world;
    const taken = await queue.recover();
    if (taken > 0) log.info('queue claims taken back', { recipients: taken });
    this.#arm(lookMs);
  }

  /** Begins nothing more; resolves when what was begun has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#looking;
    await Promise.all(this.#busy);
    await this.#unsettled.retry();
  }

  /** Connections that are open or being opened. */
  get connections(): number {
    return this.#busy.size;
  }

  /** Looks for what is due; calls at the same time share the work. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  #arm(ms: number): void {
    if (this.#stopped) return;
    const { clock } = this.#world;
    this.#timer = clock.after(ms, () => {
      const began = clock.elapsed();
      void this.look().finally(() => {
        this.#arm(Math.max(lookMs, (clock.elapsed() - began) * restFactor));
      });
    });
  }

  async #look(): Promise<void> {
    const { queue, clock, log } = this.#world;
    try {
      await this.#unsettled.retry();
      for (let after = ''; !this.#stopped && this.#busy.size < connectionsMax;) {
        const page = await queue.destinations(after);
        for (const { destination, dueAt, connectionsMax: limit } of page) {
          if (dueAt > clock.now()) continue;
          const lane = this.#lane(destination);
          lane.limit = limit;
          if (dueAt === 0) lane.wake();
          this.#begin(destination);
        }
        const last = page.at(-1);
        if (last === undefined) return;
        after = last.destination;
      }
    } catch (error) {
      log.error('Cannot read the queue, it is tried again', { error });
    }
  }

  /** One more connection to the destination, where that is allowed now. */
  #begin(name: string): void {
    if (this.#stopped || this.#busy.size >= connectionsMax || this.#unsettled.full) return;
    const lane = this.#lane(name);
    if (!lane.free(this.#world.clock.elapsed())) return;
    const { doubtful } = lane;
    if (doubtful && this.#doubtful >= doubtfulConnectionsMax) return;
    if (doubtful) this.#doubtful++;
    lane.connections++;
    const work: Promise<void> = this.#serve(name, lane).finally(() => {
      lane.connections--;
      if (doubtful) this.#doubtful--;
      this.#busy.delete(work);
    });
    this.#busy.add(work);
  }

  #lane(name: string): Lane {
    const lane = this.#lanes.get(name) ?? new Lane();
    this.#lanes.delete(name); // The youngest is the last.
    this.#lanes.set(name, lane);
    for (const [oldest, { connections }] of this.#lanes) {
      if (this.#lanes.size <= lanesMax) break;
      if (connections === 0) this.#lanes.delete(oldest);
    }
    return lane;
  }

  async #serve(name: string, lane: Lane): Promise<void> {
    const { queue, deliver, log, clock } = this.#world;
    const load = new QueueLoad(
      { queue, log, unsettled: this.#unsettled },
      {
        name,
        destination: parseDestination(name),
        stopped: () => this.#stopped,
        plenty: () => this.#begin(name),
        succeeded: () => lane.succeeded(),
      },
    );
    try {
      if (!(await deliver(load))) lane.failed(clock.elapsed());
    } catch (error) {
      // What was claimed and not settled waits for the next start.
      log.error('Delivery failed', { destination: name, error });
      lane.failed(clock.elapsed());
    }
  }
}
