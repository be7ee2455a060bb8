import type { Clock, Timer } from '#base/clock.ts';

/** Ends waits on others when a time is over; what was waited for may go on unheard. */
export class TimeBudget implements Disposable {
  readonly #over: Promise<void>;
  #timer: Timer | undefined;

  private constructor(over: Promise<void>) {
    this.#over = over;
  }

  static start(clock: Clock, ms: number): TimeBudget {
    const { promise, resolve } = Promise.withResolvers<void>();
    const budget = new TimeBudget(promise);
    budget.#timer = clock.after(ms, resolve);
    return budget;
  }

  /** What the work comes to, or `late()` when the time is over before. */
  async within<T>(work: Promise<T>, late: () => T): Promise<T> {
    return await Promise.race([work, this.#over.then(late)]);
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
  }
}
