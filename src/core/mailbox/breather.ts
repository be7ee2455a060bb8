import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Clock } from '#base/clock.ts';

/** Milliseconds that one command may keep the loop: others wait no longer (DESIGN.md, section 4). */
const turnMsMax = 6;

/** Gives the loop to others now and then during long work. */
export class Breather {
  readonly #clock: Clock;
  #since: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.elapsed();
  }

  /** Whether it is time to {@link breathe}. */
  get due(): boolean {
    return this.#clock.elapsed() - this.#since >= turnMsMax;
  }

  /** Lets the loop turn once. Rows may have moved afterwards. */
  async breathe(): Promise<void> {
    await nextTurn();
    this.#since = this.#clock.elapsed();
  }
}
