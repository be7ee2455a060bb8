import { refuse } from '#base/refusal.ts';

/** Hashes computed at once per thread: libuv has four workers and 19 MiB go to each hash. */
export const hashingMax = 2;

/** Checks that wait per thread, about 5 s of work; more are told to come again. Our choice. */
export const hashingQueueMax = 256;

/** Lets so many hashes be computed at once, the others wait in order. */
export class HashingGate {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** @throws {Refusal} `login.busy` when too many wait. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= hashingMax) {
      if (this.#waiting.length >= hashingQueueMax) {
        refuse('login.busy', `${hashingQueueMax} logins are waiting to be checked`);
      }
      // The one that finishes hands its place over, so the count stays.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running++;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
