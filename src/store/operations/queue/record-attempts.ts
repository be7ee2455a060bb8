import { writeOperation } from '#store/operation.ts';
import { deleteQueued } from '#store/operations/queue/delete-queued.ts';
import { type DeliverInput, fileDelivery } from '#store/operations/message/deliver.ts';
import { queueState } from '#store/queue-state.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** What became of one recipient that was claimed. */
export type Attempt = {
  readonly recipientNumber: number;
  /** `failed` is for good. */
  readonly outcome: 'sent' | 'failed' | 'deferred';
  /** The other server's words, or what kept us from hearing them. */
  readonly reply: string;
  /** Who answered or was tried last, as `mx.example.net [192.0.2.1]`. */
  readonly server?: string | undefined;
  /** How the line was protected. */
  readonly tls?: string | undefined;
  /** When `deferred` is tried again, in milliseconds since the epoch. */
  readonly nextAttemptAt?: number | undefined;
};

export type RecordAttemptsInput = {
  readonly queueId: number;
  readonly attempts: readonly Attempt[];
  /** For the sender, filed in the same transaction; their bodies are handed in in this order. */
  readonly reports?: readonly DeliverInput[];
};

const deleteRecipient = statement(
  'DELETE FROM queue_recipient WHERE queue_id = ?1 AND recipient_number = ?2',
);
// What was held while it was tried stays held.
const defer = statement(`
  UPDATE queue_recipient SET attempts = attempts + 1, next_attempt_at = ?3, last_reply = ?4,
    last_attempt_at = ?5, state = CASE WHEN state = ${queueState.claimed} THEN ${queueState.waiting} ELSE state END
  WHERE queue_id = ?1 AND recipient_number = ?2`);
const selectMessage = statement<{ blobId: number; recipients: number }>(`
  SELECT blob_id AS "blobId", (SELECT COUNT(*) FROM queue_recipient r
    WHERE r.queue_id = m.queue_id) AS "recipients"
  FROM queue_message m WHERE queue_id = ?1`);

/**
 * Keeps what became of an attempt: who has the message is taken out, who may get it later is put
 * off. The message goes with its last recipient. What was cancelled meanwhile is passed over.
 *
 * @returns How many recipients are left.
 * @throws {Refusal} What `deliver` throws for the report; nothing is kept then.
 */
export const recordAttempts = writeOperation(
  'recordAttempts',
  function* (tx, { queueId, attempts, reports = [] }: RecordAttemptsInput): Work<number> {
    for (const [index, report] of reports.entries()) yield* fileDelivery(tx, report, index);
    for (const { recipientNumber, outcome, reply, nextAttemptAt = tx.now } of attempts) {
      if (outcome === 'deferred') {
        yield* tx.run(defer, queueId, recipientNumber, nextAttemptAt, reply, tx.now);
      } else {
        yield* tx.run(deleteRecipient, queueId, recipientNumber);
      }
    }
    const message = yield* tx.maybe(selectMessage, queueId);
    if (message === undefined) return 0;
    if (message.recipients === 0) yield* deleteQueued(tx, queueId, message.blobId);
    return message.recipients;
  },
  { frees: true },
);
