import { nextCounter } from '#store/operations/submission/object-changes.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const selectOfQueue = statement<{ accountId: number; submissionId: number }>(`
  SELECT account_id AS "accountId", submission_id AS "submissionId" FROM email_submission
  WHERE queue_id = ?1 AND removed_at = 0`);
const count = statement(`
  UPDATE email_submission SET changed_counter = ?3 WHERE account_id = ?1 AND submission_id = ?2`);

/** Notes that something happened to what waits of a submission, within another operation. */
export function* touchSubmission(tx: Tx, queueId: number): Work<void> {
  const found = yield* tx.maybe(selectOfQueue, queueId);
  if (found === undefined) return;
  const { accountId, submissionId } = found;
  const counter = yield* nextCounter(tx, accountId, 'EmailSubmission');
  yield* tx.run(count, accountId, submissionId, counter);
}
