import { refuse } from '#base/refusal.ts';
import { readOperation, writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import type { DeliverInput } from '#store/operations/message/deliver.ts';
import {
  claimedColumns,
  type ClaimedRow,
  claimedTables,
} from '#store/operations/queue/claim-due.ts';
import { type QueueOptions, withOptions } from '#store/operations/queue/queue-options.ts';
import { recordAttempts } from '#store/operations/queue/record-attempts.ts';
import { appendTrace } from '#store/operations/trace/append-trace.ts';
import { noteAttemptEvents } from '#store/operations/webhook/note-attempt-events.ts';
import { type QueueRefusalCode, queueState } from '#store/queue-state.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const selectWaiting = statement<ClaimedRow>(`
  SELECT ${claimedColumns} FROM ${claimedTables}
  WHERE r.queue_id = ?1 AND (r.address = ?2 OR ?2 = '') ORDER BY r.recipient_number`);
type Message = {
  readonly tenantId: number;
  readonly accountId: number | null;
  readonly sender: string;
  readonly options: string;
};

const selectMessage = statement<Message>(`
  SELECT tenant_id AS "tenantId", account_id AS "accountId", sender AS "sender",
    options AS "options"
  FROM queue_message WHERE queue_id = ?1`);
const selectState = statement<{ state: number; address: string }>(`
  SELECT state AS "state", address AS "address" FROM queue_recipient
  WHERE queue_id = ?1 AND recipient_number = ?2`);

export type QueuedMessageInput = {
  readonly queueId: number;
  /** That recipient only; all of them when empty. */
  readonly address: string;
};

/** A message of the queue with its recipients, as the relay would have it; none where it is gone. */
export const readQueued = readOperation('readQueued', function* (tx, input: QueuedMessageInput) {
  const rows = yield* tx.all(selectWaiting, input.queueId, input.address);
  return rows.map((row) => withOptions(row));
});

export type BounceQueuedInput = {
  /** For the audit log. */
  readonly actor: string;
  readonly queueId: number;
  readonly recipientNumbers: readonly number[];
  /** Why, for the sender and the trace; maybe empty. */
  readonly reason: string;
  /** For the sender, filed in the same transaction; their bodies are handed in in this order. */
  readonly reports: readonly DeliverInput[];
};

/**
 * Gives recipients of a message up and files the reports about it. Suppression lists learn nothing
 * from it: no server has spoken.
 *
 * @throws {Refusal} {@link QueueRefusalCode}, and what `deliver` throws; nothing is changed then.
 */
export const bounceQueued = writeOperation(
  'bounceQueued',
  function* (tx, input: BounceQueuedInput): Work<{ recipients: number }> {
    const { actor, queueId, recipientNumbers, reason, reports } = input;
    const message = (yield* tx.maybe(selectMessage, queueId)) ?? refuseAbsent(queueId);
    const addresses: string[] = [];
    for (const number of recipientNumbers) addresses.push(yield* addressOf(tx, queueId, number));
    const attempts = recipientNumbers.map((recipientNumber) => {
      return { recipientNumber, outcome: 'failed', reply: '' } as const;
    });
    const { tenantId, accountId, sender } = message;
    const { traceId } = JSON.parse(message.options) as QueueOptions;
    if (traceId !== undefined) {
      const steps = addresses.map((recipient) => {
        return { at: tx.now, step: 'queue.bounced', detail: { recipient, reason } };
      });
      yield* appendTrace(tx, { tenantId, traceId, steps, status: 'bounced' });
    }
    if (accountId !== null) {
      const about = { queueId, tenantId, accountId, sender, traceId };
      yield* noteAttemptEvents(tx, about, addresses.map(givenUp(reason)));
    }
    yield* recordAttempts.body(tx, { queueId, attempts, reports });
    const target = String(queueId);
    const detail = { addresses, reason };
    yield* recordChange(tx, { tenantId, actor, action: 'queue.bounce', target, detail });
    return { recipients: addresses.length };
  },
  { frees: true },
);

/** What webhooks hear of a recipient. */
function givenUp(reply: string) {
  const verdict = { number: undefined, code: 0, enhanced: '', failure: 'given-up', expired: false };
  return (address: string) => {
    return { address, attempt: { recipientNumber: 0, outcome: 'failed', reply, verdict } } as const;
  };
}

/** @throws {Refusal} Where the recipient is gone, or may have the message in a moment. */
function* addressOf(tx: Tx, queueId: number, number: number): Work<string> {
  const { state, address } =
    (yield* tx.maybe(selectState, queueId, number)) ?? refuseAbsent(queueId);
  if (state === queueState.claimed) {
    refuse<QueueRefusalCode>('queue.busy', `Message ${queueId} is on its way to "${address}" now`);
  }
  return address;
}

function refuseAbsent(queueId: number): never {
  return refuse<QueueRefusalCode>('queue.absent', `No message ${queueId} waits for that any more`);
}
