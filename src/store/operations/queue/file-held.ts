import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import {
  recordAttempts,
  type RecordAttemptsInput,
} from '#store/operations/queue/record-attempts.ts';
import type { QueueRefusalCode } from '#store/queue-state.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const countRecipient = statement<{ count: number }>(`
  SELECT COUNT(*) AS "count" FROM queue_recipient WHERE queue_id = ?1 AND recipient_number = ?2`);

/**
 * Files what was held for people here and takes them out of the queue, all of it or nothing: a crash
 * can neither lose nor double it.
 *
 * @returns How many recipients are left.
 * @throws {Refusal} `queue.absent` where one was cancelled meanwhile; what `deliver` throws.
 */
export const fileHeld = writeOperation(
  'fileHeld',
  function* (tx, input: RecordAttemptsInput): Work<number> {
    const { queueId, attempts } = input;
    for (const { recipientNumber } of attempts) {
      const { count } = yield* tx.one(countRecipient, queueId, recipientNumber);
      if (count === 0) {
        refuse<QueueRefusalCode>('queue.absent', `Message ${queueId} does not wait any more`);
      }
    }
    return yield* recordAttempts.body(tx, input);
  },
  { frees: true },
);
