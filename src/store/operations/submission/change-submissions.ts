import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { changeQueued } from '#store/operations/queue/change-queued.ts';
import {
  expectCounter,
  nextCounter,
  type ObjectRefusalCode,
} from '#store/operations/submission/object-changes.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const type = 'EmailSubmission';

export type SubmissionRefusalCode =
  /** Somebody has the message, or may have it in a moment. */
  'submission.final';

type Row = {
  readonly queueId: number;
  readonly waiting: number;
  readonly left: number;
  readonly canceled: number;
};

const selectRow = statement<Row>(`
  SELECT s.queue_id AS "queueId", s.waiting AS "waiting", s.canceled AS "canceled",
    (SELECT COUNT(*) FROM queue_recipient r WHERE r.queue_id = s.queue_id) AS "left"
  FROM email_submission s
  WHERE s.account_id = ?1 AND s.submission_id = ?2 AND s.removed_at = 0`);
const setCanceled = statement(`
  UPDATE email_submission SET canceled = 1, changed_counter = ?3
  WHERE account_id = ?1 AND submission_id = ?2`);
const remove = statement(`
  UPDATE email_submission SET removed_at = ?3, changed_counter = ?4
  WHERE account_id = ?1 AND submission_id = ?2 AND removed_at = 0`);

export type CancelSubmissionInput = {
  readonly accountId: number;
  readonly submissionId: number;
  /** For the audit log. */
  readonly actor: string;
};

/**
 * Takes a message back that nobody has (RFC 8621 §7). One that was taken back already stays so.
 *
 * @throws {Refusal} `object.absent`, `submission.final`, `queue.busy` while it is being sent.
 */
export const cancelSubmission = writeOperation(
  'cancelSubmission',
  function* (tx, { accountId, submissionId, actor }: CancelSubmissionInput): Work<void> {
    const row =
      (yield* tx.maybe(selectRow, accountId, submissionId)) ??
      refuse<ObjectRefusalCode>('object.absent', 'There is no such submission');
    if (row.canceled === 1) return;
    if (row.waiting === 0 || row.left < row.waiting) {
      refuse<SubmissionRefusalCode>('submission.final', 'Somebody has the message already');
    }
    yield* changeQueued.body(tx, {
      actor,
      queueId: row.queueId,
      change: 'cancel',
      onlyIdle: true,
    });
    const counter = yield* nextCounter(tx, accountId, type);
    yield* tx.run(setCanceled, accountId, submissionId, counter);
  },
  { frees: true },
);

export type RemoveSubmissionsInput = {
  readonly accountId: number;
  /** The state that the client knows; any when absent. */
  readonly expected?: number | undefined;
  readonly submissionIds: readonly number[];
};

/**
 * Forgets submissions; what of them waits is sent all the same (RFC 8621 §7.5).
 *
 * @returns Those that were there, and the states before and after.
 * @throws {Refusal} `object.state`.
 */
export const removeSubmissions = writeOperation(
  'removeSubmissions',
  function* (
    tx,
    { accountId, expected, submissionIds }: RemoveSubmissionsInput,
  ): Work<{ readonly before: number; readonly after: number; readonly removed: number[] }> {
    const before = yield* expectCounter(tx, { accountId, type }, expected);
    const there: number[] = [];
    for (const id of submissionIds) {
      if ((yield* tx.maybe(selectRow, accountId, id)) !== undefined) there.push(id);
    }
    if (there.length === 0) return { before, after: before, removed: [] };
    const after = yield* nextCounter(tx, accountId, type);
    for (const id of there) yield* tx.run(remove, accountId, id, tx.now, after);
    return { before, after, removed: there };
  },
  { frees: true },
);
