import { writeOperation } from '#store/operation.ts';
import { switchOff } from '#store/operations/webhook/change-webhook.ts';
import { statement } from '#store/statement.ts';
import { webhookEventState } from '#store/webhook-event.ts';
import type { Work } from '#store/work.ts';

/** Characters kept of an answer: enough to see what is wrong. Our choice. */
export const webhookAnswerLengthMax = 500;

export type RecordWebhookAnswerInput = {
  readonly accountId: number;
  readonly webhookId: number;
  readonly eventId: number;
  /** HTTP status, 0 where there was no answer. */
  readonly status: number;
  /** What was answered, or what kept us from hearing it; cut to {@link webhookAnswerLengthMax}. */
  readonly answer: string;
  /** It was taken. */
  readonly taken: boolean;
  /** When it is tried again, milliseconds since the epoch; undefined for never. */
  readonly nextAt?: number | undefined;
  /** Until when the webhook is left alone after a failure. */
  readonly restUntil?: number | undefined;
  /** Why the webhook is to be switched off at once; empty for not. */
  readonly gone?: string | undefined;
  /** A webhook that has failed for so long is switched off, in milliseconds. */
  readonly failingMsMax: number;
};

type EventRow = { readonly state: number; readonly attempts: number };
type WebhookRow = { readonly failingSince: number; readonly enabled: number };

const selectEvent = statement<EventRow>(`
  SELECT state AS "state", attempts AS "attempts" FROM webhook_event
  WHERE account_id = ?1 AND event_id = ?2`);
const updateEvent = statement(`
  UPDATE webhook_event SET state = ?3, attempts = attempts + 1, due_at = ?4, last_at = ?5,
    last_status = ?6, last_answer = ?7
  WHERE account_id = ?1 AND event_id = ?2`);
const succeed = statement(`
  UPDATE webhook SET failing_since = 0, failures = 0, rest_until = 0, pending = pending - ?3
  WHERE account_id = ?1 AND webhook_id = ?2`);
const fail = statement(`
  UPDATE webhook SET failures = failures + 1, rest_until = ?3, pending = pending - ?4,
    failing_since = CASE WHEN failing_since = 0 THEN ?5 ELSE failing_since END
  WHERE account_id = ?1 AND webhook_id = ?2`);
const selectWebhook = statement<WebhookRow>(`
  SELECT failing_since AS "failingSince", enabled AS "enabled" FROM webhook
  WHERE account_id = ?1 AND webhook_id = ?2`);

/**
 * Keeps what came of telling an event. What was removed meanwhile is passed over.
 *
 * @returns Why the webhook was switched off by this; empty where it was not.
 */
export const recordWebhookAnswer = writeOperation(
  'recordWebhookAnswer',
  function* (tx, input: RecordWebhookAnswerInput): Work<{ switchedOff: string }> {
    const { accountId, webhookId, eventId, taken, nextAt } = input;
    const event = yield* tx.maybe(selectEvent, accountId, eventId);
    if (event === undefined) return { switchedOff: '' };
    const { done, givenUp, pending } = webhookEventState;
    const state = taken ? done : nextAt === undefined ? givenUp : pending;
    const dueAt = nextAt ?? tx.now;
    const answer = input.answer.slice(0, webhookAnswerLengthMax);
    const kept = [state, dueAt, tx.now, input.status, answer] as const;
    yield* tx.run(updateEvent, accountId, eventId, ...kept);
    const settled = event.state === pending && state !== pending ? 1 : 0;
    if (taken) {
      yield* tx.run(succeed, accountId, webhookId, settled);
      return { switchedOff: '' };
    }
    const restUntil = input.restUntil ?? tx.now;
    yield* tx.run(fail, accountId, webhookId, restUntil, settled, tx.now);
    const webhook = yield* tx.maybe(selectWebhook, accountId, webhookId);
    if (webhook === undefined || webhook.enabled === 0) return { switchedOff: '' };
    const why = reasonToStop(input, tx.now - webhook.failingSince);
    if (why !== '') yield* switchOff(tx, { accountId, webhookId }, why);
    return { switchedOff: why };
  },
);

/** Milliseconds in a day. */
const dayMs = 86_400_000;

function reasonToStop(
  { gone = '', failingMsMax }: RecordWebhookAnswerInput,
  failingMs: number,
): string {
  if (gone !== '') return gone;
  if (failingMs < failingMsMax) return '';
  return `nothing got through for ${Math.floor(failingMs / dayMs)} days`;
}
