import type { Clock, Timer } from '#base/clock.ts';
import type { Log } from '#base/log.ts';

/** Something to do again and again. */
export type Job = {
  /** As it stands in the log. */
  readonly name: string;
  /** Milliseconds from the start of the server to the first run. */
  readonly firstMs: number;
  /** Milliseconds from the end of a run to the next. */
  readonly everyMs: number;
  /**
   * Does what there is to do.
   *
   * @param stopped True once the server stops: come to an end soon.
   * @returns Facts for the log; undefined when there was nothing to do.
   */
  run(stopped: () => boolean): Promise<Readonly<Record<string, number>> | undefined>;
};

/** Runs jobs by the clock, each by itself. */
export class Schedule {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #timers = new Map<Job, Timer>();
  readonly #running = new Map<Job, Promise<void>>();
  #stopped = false;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  start(jobs: readonly Job[]): void {
    for (const job of jobs) this.#arm(job, job.firstMs);
  }

  /** Starts no more runs; resolves when the last one has come to its end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    await Promise.all(this.#running.values());
  }

  #arm(job: Job, ms: number): void {
    if (this.#stopped) return;
    const start = (): void => {
      this.#timers.delete(job);
      const run = this.#run(job).finally(() => {
        this.#running.delete(job);
        this.#arm(job, job.everyMs);
      });
      this.#running.set(job, run);
    };
    this.#timers.set(job, this.#clock.after(ms, start));
  }

  async #run(job: Job): Promise<void> {
    const from = this.#clock.elapsed();
    try {
      const facts = await job.run(() => this.#stopped);
      if (facts === undefined) return;
      const ms = Math.round(this.#clock.elapsed() - from);
      this.#log.info('Job done', { job: job.name, ms, ...facts });
    } catch (error) {
      this.#log.error('Job failed, it is tried again', { job: job.name, error });
    }
  }
}
