/** Something that {@link Clock.after} started and that can be called off. */
export type Timer = { readonly cancel: () => void };

/** The only source of time. Tests hold a {@link file://./manual-clock.ts ManualClock}. */
export interface Clock {
  /** Milliseconds since the epoch, UTC; may jump when the host's clock is set. */
  now(): number;
  /** Milliseconds since an arbitrary start, never backwards; for durations. */
  elapsed(): number;
  /** Calls `action` once after `ms` milliseconds; does not keep the process alive. */
  after(ms: number, action: () => void): Timer;
}

/** The host's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (ms, action) => {
    const handle = setTimeout(action, ms);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};
