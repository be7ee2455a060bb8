import { type Clock, systemClock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Settings } from '#app/settings.ts';
import type { Store } from '#store/store.ts';

/** What the sessions of one thread share. */
export type Services = {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
};

/** Builds the core services of one thread on its store connection. */
export function buildServices(settings: Settings, store: Store, log: Log): Services {
  return { settings, clock: systemClock, log, store };
}
