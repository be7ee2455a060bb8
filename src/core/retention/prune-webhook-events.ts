import { sliceRowsMax, type Stopped } from '#core/retention/slices.ts';
import { pruneWebhookEvents } from '#store/operations/webhook/prune-webhook-events.ts';
import type { Store } from '#store/store.ts';
import { webhookEventState } from '#store/webhook-event.ts';

/** Events that were taken are kept for a week, to look at and to tell again; in milliseconds. Ours. */
const takenMs = 7 * 86_400_000;

/** Others are kept for 30 days: long enough to mend a receiver. In milliseconds. Ours. */
const otherMs = 30 * 86_400_000;

/** Forgets old events of webhooks; returns how many. @param now Milliseconds since the epoch. */
export async function forgetWebhookEvents(
  store: Store,
  now: number,
  stopped: Stopped,
): Promise<number> {
  const { done, givenUp, pending } = webhookEventState;
  const ages = [
    [done, takenMs],
    [givenUp, otherMs],
    [pending, otherMs],
  ] as const;
  let sum = 0;
  for (const [state, ms] of ages) {
    while (!stopped()) {
      const slice = { state, before: now - ms, limit: sliceRowsMax };
      const { removed } = await store.write(pruneWebhookEvents, slice);
      sum += removed;
      if (removed < sliceRowsMax) break;
    }
  }
  return sum;
}
