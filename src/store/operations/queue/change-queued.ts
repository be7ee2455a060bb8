import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { deleteQueued } from '#store/operations/queue/delete-queued.ts';
import { touchSubmission } from '#store/operations/submission/note-reports.ts';
import { dueAtOnce, type QueueRefusalCode, queueState } from '#store/queue-state.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** What somebody does to a message that waits. */
export type QueueChange =
  /** Not tried before it is released. */
  | 'hold'
  /** Tried again as its time comes. */
  | 'release'
  /** Tried at once; what is held is released by it. */
  | 'retry'
  /** Taken out, without a report to the sender. */
  | 'cancel';

export type ChangeQueuedInput = {
  /** For the audit log. */
  readonly actor: string;
  readonly queueId: number;
  /** That recipient only, as the queue shows it; all of them when absent. */
  readonly address?: string | undefined;
  readonly change: QueueChange;
  /** Refuses where a recipient may get the message this moment, instead of counting it. */
  readonly onlyIdle?: boolean | undefined;
};

export type ChangedQueued = {
  /** How many recipients it concerned. */
  readonly recipients: number;
  /** Of them, those that are being tried at this moment and may get the message all the same. */
  readonly underWay: number;
};

type Message = { readonly tenantId: number; readonly blobId: number };

const selectMessage = statement<Message>(
  'SELECT tenant_id AS "tenantId", blob_id AS "blobId" FROM queue_message WHERE queue_id = ?1',
);
const wanted = "queue_id = ?1 AND (address = ?2 OR ?2 = '')";
const setHeld = statement(`UPDATE queue_recipient SET state = ${queueState.held} WHERE ${wanted}`);
const setWaiting = statement(`
  UPDATE queue_recipient SET state = ${queueState.waiting}
  WHERE ${wanted} AND state = ${queueState.held}`);
// What is being tried stays claimed: nobody tries it a second time meanwhile.
const setDue = statement(`
  UPDATE queue_recipient SET next_attempt_at = ?3,
    state = CASE WHEN state = ${queueState.claimed} THEN state ELSE ${queueState.waiting} END
  WHERE ${wanted}`);
const deleteRecipients = statement(`DELETE FROM queue_recipient WHERE ${wanted}`);
const countRecipients = statement<{ count: number }>(
  'SELECT COUNT(*) AS "count" FROM queue_recipient WHERE queue_id = ?1',
);
const countWanted = statement<{ count: number; claimed: number | null }>(`
  SELECT COUNT(*) AS "count",
    CAST(SUM(CASE WHEN state = ${queueState.claimed} THEN 1 ELSE 0 END) AS BIGINT) AS "claimed"
  FROM queue_recipient WHERE ${wanted}`);

/**
 * Holds, releases, retries or cancels a message that waits, or one of its recipients.
 *
 * @throws {Refusal} {@link QueueRefusalCode}
 */
export const changeQueued = writeOperation(
  'changeQueued',
  function* (tx, input: ChangeQueuedInput): Work<ChangedQueued> {
    const { actor, queueId, address = '', change, onlyIdle = false } = input;
    const message =
      (yield* tx.maybe(selectMessage, queueId)) ??
      refuse<QueueRefusalCode>('queue.absent', `No message ${queueId} is in the queue`);
    const { count, claimed } = yield* tx.one(countWanted, queueId, address);
    if (count === 0) {
      refuse<QueueRefusalCode>('queue.absent', `Message ${queueId} does not wait for "${address}"`);
    }
    const underWay = claimed ?? 0;
    if (onlyIdle && underWay > 0) {
      refuse<QueueRefusalCode>('queue.busy', `Message ${queueId} is being sent at this moment`);
    }
    yield* carryOut(tx, { queueId, address, change, blobId: message.blobId });
    yield* touchSubmission(tx, queueId);
    yield* recordChange(tx, {
      tenantId: message.tenantId,
      actor,
      action: `queue.${change}`,
      target: String(queueId),
      detail: address === '' ? {} : { address },
    });
    return { recipients: count, underWay };
  },
  { frees: true },
);

function* carryOut(
  tx: Tx,
  what: {
    readonly queueId: number;
    readonly address: string;
    readonly change: QueueChange;
    readonly blobId: number;
  },
): Work<void> {
  const { queueId, address, change, blobId } = what;
  switch (change) {
    case 'hold':
      yield* tx.run(setHeld, queueId, address);
      return;
    case 'release':
      yield* tx.run(setWaiting, queueId, address);
      return;
    case 'retry':
      yield* tx.run(setDue, queueId, address, dueAtOnce);
      return;
    case 'cancel':
      yield* tx.run(deleteRecipients, queueId, address);
      if ((yield* tx.one(countRecipients, queueId)).count === 0) {
        yield* deleteQueued(tx, queueId, blobId);
      }
  }
}
