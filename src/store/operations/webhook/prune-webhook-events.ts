import { writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import { webhookEventState } from '#store/webhook-event.ts';
import type { Work } from '#store/work.ts';

export type PruneWebhookEventsInput = {
  /** Those in this state only (src/store/webhook-event.ts). */
  readonly state: number;
  /** What was made before this moment goes, milliseconds since the epoch. */
  readonly before: number;
  /** Rows of one slice. */
  readonly limit: number;
};

const selectOld = statement<[accountId: number, eventId: number, webhookId: number]>(`
  SELECT account_id, event_id, webhook_id FROM webhook_event
  WHERE state = ?1 AND created_at < ?2 ORDER BY created_at LIMIT ?3`);
const deleteEvent = statement('DELETE FROM webhook_event WHERE account_id = ?1 AND event_id = ?2');
const countDown = statement(
  'UPDATE webhook SET pending = pending - 1 WHERE account_id = ?1 AND webhook_id = ?2',
);

/** Forgets old events of one state. */
export const pruneWebhookEvents = writeOperation(
  'pruneWebhookEvents',
  function* (tx, { state, before, limit }: PruneWebhookEventsInput): Work<{ removed: number }> {
    const rows = yield* tx.table(selectOld, state, before, limit);
    for (const [accountId, eventId, webhookId] of rows) {
      yield* tx.run(deleteEvent, accountId, eventId);
      if (state === webhookEventState.pending) yield* tx.run(countDown, accountId, webhookId);
    }
    return { removed: rows.length };
  },
);
