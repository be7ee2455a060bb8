import { refuse } from '#base/refusal.ts';
import { readOperation, writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import {
  type WebhookEventKind,
  webhookEventState,
  type WebhookRefusalCode,
} from '#store/webhook-event.ts';
import type { Work } from '#store/work.ts';

/** What a receiver was told, or is to be told. Times are milliseconds since the epoch. */
export type WebhookEvent = {
  readonly eventId: number;
  readonly webhookId: number;
  readonly kind: WebhookEventKind;
  /** JSON, as it is sent. */
  readonly payload: string;
  /** src/store/webhook-event.ts. */
  readonly state: number;
  readonly attempts: number;
  readonly dueAt: number;
  readonly createdAt: number;
  /** 0 before the first attempt. */
  readonly lastAt: number;
  /** HTTP status of the last answer, 0 for none. */
  readonly lastStatus: number;
  readonly lastAnswer: string;
};

const selectPage = statement<WebhookEvent>(`
  SELECT event_id AS "eventId", webhook_id AS "webhookId", kind AS "kind", payload AS "payload",
    state AS "state", attempts AS "attempts", due_at AS "dueAt", created_at AS "createdAt",
    last_at AS "lastAt", last_status AS "lastStatus", last_answer AS "lastAnswer"
  FROM webhook_event
  WHERE account_id = ?1 AND webhook_id = ?2 AND event_id < ?3 AND (state = ?4 OR ?4 = 0)
  ORDER BY event_id DESC LIMIT ?5`);
const selectEvent = statement<Facts>(`
  SELECT e.account_id AS "accountId", e.webhook_id AS "webhookId", e.state AS "state",
    w.enabled AS "enabled"
  FROM webhook_event e
    JOIN webhook w ON w.account_id = e.account_id AND w.webhook_id = e.webhook_id
  WHERE e.event_id = ?1`);
const again = statement(`
  UPDATE webhook_event SET state = ${webhookEventState.pending}, attempts = 0, due_at = ?3
  WHERE account_id = ?1 AND event_id = ?2`);
const waits = statement(`
  UPDATE webhook SET pending = pending + ?3, rest_until = 0
  WHERE account_id = ?1 AND webhook_id = ?2`);

type Facts = {
  readonly accountId: number;
  readonly webhookId: number;
  readonly state: number;
  readonly enabled: number;
};

export type ListWebhookEventsInput = {
  readonly accountId: number;
  readonly webhookId: number;
  /** Goes on before this event. */
  readonly before?: number;
  /** Only those in this state. */
  readonly state?: number;
  readonly limit: number;
};

/** A page of a webhook's events, the newest first. */
export const listWebhookEvents = readOperation(
  'listWebhookEvents',
  function* (tx, input: ListWebhookEventsInput) {
    const { accountId, webhookId, before = Number.MAX_SAFE_INTEGER, state = 0, limit } = input;
    return yield* tx.all(selectPage, accountId, webhookId, before, state, limit);
  },
);

/**
 * Tells an event once more, at once, with all its attempts anew; its `webhook-id` stays.
 *
 * @throws {Refusal} `webhook-event.absent`, `webhook.disabled`.
 */
export const redeliverWebhookEvent = writeOperation(
  'redeliverWebhookEvent',
  function* (tx, { eventId }: { readonly eventId: number }): Work<{ webhookId: number }> {
    const event =
      (yield* tx.maybe(selectEvent, eventId)) ??
      refuse<WebhookRefusalCode>('webhook-event.absent', `There is no event ${eventId}`);
    const { accountId, webhookId, state, enabled } = event;
    if (enabled === 0) {
      refuse<WebhookRefusalCode>('webhook.disabled', `Webhook ${webhookId} is switched off`);
    }
    yield* tx.run(again, accountId, eventId, tx.now);
    yield* tx.run(waits, accountId, webhookId, state === webhookEventState.pending ? 0 : 1);
    return { webhookId };
  },
);
