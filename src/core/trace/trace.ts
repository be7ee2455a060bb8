import type { Clock } from '#base/clock.ts';
import type { TraceStep } from '#store/operations/trace/pack-steps.ts';

/** Steps of one trace; later ones are left out. Our choice: a usual message has about ten. */
export const traceStepsMax = 100;

/** Steps kept of what was before, as on a connection with many messages. Our choice. */
const earlierStepsMax = 20;

/** Writes down what happens to one message or connection, with times (DESIGN.md, section 6). */
export class Trace {
  readonly #clock: Clock;
  readonly #steps: TraceStep[];

  /** @param before What happened earlier, as on the connection before this message. */
  constructor(clock: Clock, before: readonly TraceStep[] = []) {
    this.#clock = clock;
    this.#steps = before.slice(0, earlierStepsMax);
  }

  get steps(): readonly TraceStep[] {
    return this.#steps;
  }

  /** `step` as `smtp.mail`; `detail` holds no secret and no text of the message. */
  add(step: string, detail: TraceStep['detail'] = {}): void {
    if (this.#steps.length < traceStepsMax) {
      this.#steps.push({ at: this.#clock.now(), step, detail });
    }
  }
}
