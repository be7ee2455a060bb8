import type { PushSender } from '#core/push/push-sender.ts';
import type { Job } from '#jobs/schedule.ts';

/** Milliseconds from a change to its push, at most; a look costs next to nothing. */
const everyMs = 1_000;

/** Tells push services of changes. */
export function pushes(sender: Pick<PushSender, 'run'>): Job {
  return { name: 'pushes', firstMs: everyMs, everyMs, run: (stopped) => sender.run(stopped) };
}
