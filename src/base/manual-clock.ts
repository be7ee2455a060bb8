import type { Clock, Timer } from '#base/clock.ts';

type Pending = { readonly at: number; readonly order: number; readonly action: () => void };

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #start: number;
  readonly #pending = new Set<Pending>();

  /** @param now Milliseconds since the epoch at which the clock stands first. */
  constructor(now: number = Date.UTC(2026, 0, 1)) {
    this.#now = now;
    this.#start = now;
  }

  now(): number {
    return this.#now;
  }

  elapsed(): number {
    return this.#now - this.#start;
  }

  after(ms: number, action: () => void): Timer {
    const pending = { at: this.#now + ms, order: this.#order++, action };
    this.#pending.add(pending);
    return { cancel: () => this.#pending.delete(pending) };
  }

  /** Moves on by `ms`, running what falls due on the way, in order of time. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let due = this.#next(end); due !== undefined; due = this.#next(end)) {
      this.#pending.delete(due);
      this.#now = due.at;
      due.action();
    }
    this.#now = end;
  }

  #next(end: number): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#pending) {
      if (pending.at > end) continue;
      if (first === undefined || pending.at < first.at) first = pending;
      else if (pending.at === first.at && pending.order < first.order) first = pending;
    }
    return first;
  }
}
