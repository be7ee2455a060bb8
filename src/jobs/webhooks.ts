import type { WebhookSender } from '#core/webhooks/webhook-sender.ts';
import type { Job } from '#jobs/schedule.ts';

/** Milliseconds from an event to the first attempt to tell it, at most; a look costs one read. */
const everyMs = 1_000;

/** Tells receivers what became of the mail of applications. */
export function webhooks(sender: Pick<WebhookSender, 'run'>): Job {
  return { name: 'webhooks', firstMs: everyMs, everyMs, run: (stopped) => sender.run(stopped) };
}
