import { writeOperation } from '#store/operation.ts';
import type { PruneInput } from '#store/operations/message/purge-recoverable.ts';
import {
  type CountedType,
  forgetBefore,
  nextCounter,
} from '#store/operations/submission/object-changes.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Days for which one can ask what became of a submission, in milliseconds: as long as for traces. */
export const submissionMs = 30 * 86_400_000;

type GoneRow = [accountId: number, id: number, counter: number];

const selectIdentities = statement<GoneRow>(`
  SELECT account_id, identity_id, changed_counter FROM identity
  WHERE removed_at > 0 AND removed_at < ?1 ORDER BY removed_at LIMIT ?2`);
const deleteIdentity = statement('DELETE FROM identity WHERE account_id = ?1 AND identity_id = ?2');
const selectSubmissions = statement<GoneRow>(`
  SELECT account_id, submission_id, changed_counter FROM email_submission
  WHERE removed_at > 0 AND removed_at < ?1 ORDER BY removed_at LIMIT ?2`);
const deleteReports = statement(
  'DELETE FROM submission_report WHERE account_id = ?1 AND submission_id = ?2',
);
const deleteSubmission = statement(
  'DELETE FROM email_submission WHERE account_id = ?1 AND submission_id = ?2',
);
// What waits still is not over.
const selectOver = statement<[accountId: number, submissionId: number]>(`
  SELECT s.account_id, s.submission_id FROM email_submission s
  WHERE s.removed_at = 0 AND s.send_at < ?1
    AND NOT EXISTS (SELECT 1 FROM queue_message q WHERE q.queue_id = s.queue_id)
  ORDER BY s.send_at LIMIT ?2`);
const removeOver = statement(`
  UPDATE email_submission SET removed_at = ?3, changed_counter = ?4
  WHERE account_id = ?1 AND submission_id = ?2`);

/** Takes submissions away whose time is over; that they are gone is told like any change. */
export const expireSubmissions = writeOperation(
  'expireSubmissions',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    const rows = yield* tx.table(selectOver, before, limit);
    const counters = new Map<number, number>();
    for (const [accountId, submissionId] of rows) {
      const counter =
        counters.get(accountId) ?? (yield* nextCounter(tx, accountId, 'EmailSubmission'));
      counters.set(accountId, counter);
      yield* tx.run(removeOver, accountId, submissionId, tx.now, counter);
    }
    return { removed: rows.length };
  },
);

/** Forgets which identities and submissions have gone. */
export const pruneGoneObjects = writeOperation(
  'pruneGoneObjects',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    const identities = yield* tx.table(selectIdentities, before, limit);
    for (const row of identities) yield* forget(tx, 'Identity', row);
    const submissions = yield* tx.table(selectSubmissions, before, limit);
    for (const row of submissions) yield* forget(tx, 'EmailSubmission', row);
    return { removed: identities.length + submissions.length };
  },
);

function* forget(tx: Tx, type: CountedType, [accountId, id, counter]: GoneRow): Work<void> {
  yield* forgetBefore(tx, { accountId, type }, counter);
  yield* tx.run(type === 'Identity' ? deleteIdentity : deleteSubmission, accountId, id);
  if (type === 'EmailSubmission') yield* tx.run(deleteReports, accountId, id);
}
