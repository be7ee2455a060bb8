import type { StoreHost } from '#app/wiring/store-host.ts';
import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { Retention } from '#core/retention/retention.ts';
import { housekeeping } from '#jobs/housekeeping.ts';
import { Schedule } from '#jobs/schedule.ts';

/** Starts what the clock drives, on the main thread. */
export function startJobs(
  { store, compact }: Pick<StoreHost, 'store' | 'compact'>,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Schedule {
  const schedule = new Schedule(clock, log);
  schedule.start(housekeeping({ retention: new Retention(store, clock), compact }));
  return schedule;
}
