import { takeId } from '#store/operations/directory/take-id.ts';
import { statement } from '#store/statement.ts';
import { type WebhookEventKind, webhookEventState } from '#store/webhook-event.ts';
import type { Tx, Work } from '#store/work.ts';

/**
 * Events that wait for one webhook: days of a busy application whose receiver is down, some 7 MB. The
 * oldest are kept, so that a receiver that comes back finds no gap at the front; newer ones are
 * counted as dropped. Our choice.
 */
export const webhookPendingMax = 10_000;

/** One webhook that hears of an account's mail, as far as events need it. */
export type Listening = {
  readonly webhookId: number;
  readonly pending: number;
  readonly events: string;
};

/** What happened; `data` says it as JSON does. */
export type WebhookEventDraft = {
  readonly kind: WebhookEventKind;
  readonly data: Readonly<Record<string, unknown>>;
};

const selectListening = statement<Listening>(`
  SELECT webhook_id AS "webhookId", pending AS "pending", events AS "events" FROM webhook
  WHERE account_id = ?1 AND enabled = 1`);
const insertEvent = statement(`
  INSERT INTO webhook_event (account_id, event_id, webhook_id, kind, payload, state, attempts,
    due_at, created_at, last_at, last_status, last_answer)
  VALUES (?1, ?2, ?3, ?4, ?5, ${webhookEventState.pending}, 0, ?6, ?6, 0, 0, '')`);
const countEvents = statement(`
  UPDATE webhook SET pending = pending + ?3, dropped = dropped + ?4
  WHERE account_id = ?1 AND webhook_id = ?2`);

/** The webhooks of an account that are on; none for most. */
export function* listeningWebhooks(tx: Tx, accountId: number): Work<readonly Listening[]> {
  return yield* tx.all(selectListening, accountId);
}

/**
 * Keeps what the webhooks are to be told, each what it wants, within the operation that makes it true.
 */
export function* noteWebhookEvents(
  tx: Tx,
  to: { readonly accountId: number; readonly webhooks: readonly Listening[] },
  drafts: readonly WebhookEventDraft[],
): Work<void> {
  const { accountId, webhooks } = to;
  for (const { webhookId, pending, events } of webhooks) {
    const kinds = JSON.parse(events) as readonly WebhookEventKind[];
    const wanted = drafts.filter(({ kind }) => kinds.includes(kind));
    if (wanted.length === 0) continue;
    const kept = wanted.slice(0, Math.max(0, webhookPendingMax - pending));
    for (const draft of kept) {
      const eventId = yield* takeId(tx, 'webhook_event');
      const payload = payloadOf(draft, tx.now);
      yield* tx.run(insertEvent, accountId, eventId, webhookId, draft.kind, payload, tx.now);
    }
    yield* tx.run(countEvents, accountId, webhookId, kept.length, wanted.length - kept.length);
  }
}

/** The body as it is sent, the same at each attempt. */
function payloadOf({ kind, data }: WebhookEventDraft, now: number): string {
  return JSON.stringify({ type: kind, timestamp: new Date(now).toISOString(), data });
}
