import type { Clock } from '#base/clock.ts';
import type { WatchEvent, WatchTap } from '#core/applications/watch/watch-step.ts';

/** How long events are gathered before they are sent, in milliseconds: one turn of a talk. Ours. */
const gatherMs = 20;

/** Events gathered at once; what comes beyond is lost. Our choice: 50 attempts. */
const gatheredMax = 2_000;

/** Gathers the events of one thread while somebody watches, and hands them on. */
export class ThreadTap implements WatchTap {
  active = false;
  readonly #clock: Clock;
  #send: (events: readonly WatchEvent[]) => void = () => {};
  #events: WatchEvent[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Where events go from now on. */
  connect(send: (events: readonly WatchEvent[]) => void): void {
    this.#send = send;
  }

  note = (event: WatchEvent): void => {
    if (!this.active || this.#events.length >= gatheredMax) return;
    if (this.#events.push(event) > 1) return;
    this.#clock.after(gatherMs, () => {
      const events = this.#events;
      this.#events = [];
      this.#send(events);
    });
  };
}
