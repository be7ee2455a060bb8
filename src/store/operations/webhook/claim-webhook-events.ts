import { directoryState } from '#store/directory-state.ts';
import { readOperation, writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import { type WebhookEventKind, webhookEventState } from '#store/webhook-event.ts';
import type { Work } from '#store/work.ts';

/** A webhook with events whose time has come. */
export type DueWebhook = {
  readonly webhookId: number;
  readonly accountId: number;
  readonly url: string;
  /** Sealed. */
  readonly secret: Uint8Array;
  /** Sealed; signs too until `formerUntil`. Empty without one. */
  readonly formerSecret: Uint8Array;
  readonly formerUntil: number;
  /** 1 where the operator lets it be on a network of our own. */
  readonly allowPrivate: number;
  /** Attempts in a row that failed. */
  readonly failures: number;
  /** Events that were not kept so far. */
  readonly dropped: number;
};

/** An event that is to be told now, by whoever claimed it. */
export type ClaimedWebhookEvent = {
  readonly eventId: number;
  readonly kind: WebhookEventKind;
  /** The body, JSON. */
  readonly payload: string;
  /** Attempts before this one. */
  readonly attempts: number;
  readonly createdAt: number;
};

const selectDueWebhooks = statement<DueWebhook>(`
  SELECT w.webhook_id AS "webhookId", w.account_id AS "accountId", w.url AS "url",
    w.secret AS "secret", w.former_secret AS "formerSecret", w.former_until AS "formerUntil",
    w.allow_private AS "allowPrivate", w.failures AS "failures",
    w.dropped AS "dropped"
  FROM webhook w JOIN account a ON a.account_id = w.account_id
  WHERE w.enabled = 1 AND w.pending > 0 AND w.rest_until <= ?1 AND a.state <> ?3 AND EXISTS (
    SELECT 1 FROM webhook_event e WHERE e.webhook_id = w.webhook_id
      AND e.state = ${webhookEventState.pending} AND e.due_at <= ?1)
  ORDER BY w.rest_until, w.webhook_id LIMIT ?2`);
const selectDue = statement<ClaimedWebhookEvent>(`
  SELECT event_id AS "eventId", kind AS "kind", payload AS "payload", attempts AS "attempts",
    created_at AS "createdAt"
  FROM webhook_event
  WHERE webhook_id = ?1 AND state = ${webhookEventState.pending} AND due_at <= ?2
  ORDER BY due_at, event_id LIMIT ?3`);
const postpone = statement(
  'UPDATE webhook_event SET due_at = ?3 WHERE account_id = ?1 AND event_id = ?2',
);

/** Webhooks that are on, are not left alone for now, and have something due. */
export const dueWebhooks = readOperation(
  'dueWebhooks',
  function* (tx, { limit }: { readonly limit: number }) {
    return yield* tx.all(selectDueWebhooks, tx.now, limit, directoryState.removed);
  },
);

export type ClaimWebhookEventsInput = {
  readonly accountId: number;
  readonly webhookId: number;
  readonly limit: number;
  /** Milliseconds after which an event is due again when nobody has said what became of it. */
  readonly leaseMs: number;
};

/** Claims what is due for one webhook, the longest due first. */
export const claimWebhookEvents = writeOperation(
  'claimWebhookEvents',
  function* (tx, input: ClaimWebhookEventsInput): Work<readonly ClaimedWebhookEvent[]> {
    const { accountId, webhookId, limit, leaseMs } = input;
    const events = yield* tx.all(selectDue, webhookId, tx.now, limit);
    for (const { eventId } of events) {
      yield* tx.run(postpone, accountId, eventId, tx.now + leaseMs);
    }
    return events;
  },
);
