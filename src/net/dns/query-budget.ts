/** Lets so many tasks run at once, so many wait, and no more. */
export class QueryBudget {
  readonly #concurrentMax: number;
  readonly #waitingMax: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: { readonly concurrentMax: number; readonly waitingMax: number }) {
    this.#concurrentMax = limits.concurrentMax;
    this.#waitingMax = limits.waitingMax;
  }

  /** Runs the task when its turn comes; undefined, at once, when too many wait already. */
  async run<T>(task: () => Promise<T>): Promise<T | undefined> {
    if (this.#running >= this.#concurrentMax) {
      if (this.#waiting.length >= this.#waitingMax) return undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      await promise; // Whoever ends hands on its place, so that nobody slips in between.
    } else {
      this.#running += 1;
    }
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
