import { writeOperation } from '#store/operation.ts';
import { nextCounter } from '#store/operations/submission/object-changes.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Reports that are kept of one submission: more than one recipient may write some. Our choice. */
export const submissionReportsMax = 200;

/** Values of `submission_report.kind`. */
export const reportKind = { delivery: 1, disposition: 2 } as const;

type Submission = { readonly accountId: number; readonly submissionId: number };

const selectOfQueue = statement<Submission>(`
  SELECT account_id AS "accountId", submission_id AS "submissionId" FROM email_submission
  WHERE queue_id = ?1 AND removed_at = 0`);
const selectOfHeader = statement<Submission & { readonly envelope: string }>(`
  SELECT account_id AS "accountId", submission_id AS "submissionId", envelope AS "envelope"
  FROM email_submission
  WHERE account_id = ?1 AND message_id_header = ?2 AND removed_at = 0
  ORDER BY submission_id DESC LIMIT 10`);
const countReports = statement<{ count: number }>(`
  SELECT COUNT(*) AS "count" FROM submission_report
  WHERE account_id = ?1 AND submission_id = ?2`);
const insertReport = statement(`
  INSERT INTO submission_report (account_id, submission_id, message_id, kind, recipient)
  VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (account_id, submission_id, message_id) DO NOTHING`);
const count = statement(`
  UPDATE email_submission SET changed_counter = ?3 WHERE account_id = ?1 AND submission_id = ?2`);

/**
 * Notes within another operation that something happened to what waits of a submission.
 *
 * @param messageIds Reports about it that its sender got.
 */
export function* touchSubmission(
  tx: Tx,
  queueId: number,
  messageIds: readonly number[] = [],
): Work<void> {
  const found = yield* tx.maybe(selectOfQueue, queueId);
  if (found === undefined) return;
  for (const messageId of messageIds) {
    yield* addReport(tx, found, { messageId, kind: reportKind.delivery, recipient: '' });
  }
  yield* change(tx, found);
}

export type NoteReceiptInput = {
  readonly accountId: number;
  /** The notification. */
  readonly messageId: number;
  /** Message-ID of what was sent, with its brackets. */
  readonly originalMessageId: string;
  /** Who had it, as `local@domain`. */
  readonly recipient: string;
  readonly displayed: boolean;
};

/** Notes that a recipient's program says what became of a message; of nobody else's word is kept. */
export const noteReceipt = writeOperation(
  'noteReceipt',
  function* (tx, input: NoteReceiptInput): Work<{ readonly noted: boolean }> {
    const { accountId, messageId, originalMessageId, recipient, displayed } = input;
    const name = recipient.toLowerCase();
    for (const found of yield* tx.all(selectOfHeader, accountId, originalMessageId)) {
      const { rcptTo } = JSON.parse(found.envelope) as {
        readonly rcptTo: readonly { readonly email: string }[];
      };
      if (!rcptTo.some(({ email }) => email.toLowerCase() === name)) continue;
      const kind = reportKind.disposition;
      yield* addReport(tx, found, { messageId, kind, recipient: displayed ? name : '' });
      yield* change(tx, found);
      return { noted: true };
    }
    return { noted: false };
  },
);

function* addReport(
  tx: Tx,
  { accountId, submissionId }: Submission,
  report: { readonly messageId: number; readonly kind: number; readonly recipient: string },
): Work<void> {
  const { messageId, kind, recipient } = report;
  const kept = yield* tx.one(countReports, accountId, submissionId);
  if (kept.count >= submissionReportsMax) return;
  yield* tx.run(insertReport, accountId, submissionId, messageId, kind, recipient);
}

function* change(tx: Tx, { accountId, submissionId }: Submission): Work<void> {
  const counter = yield* nextCounter(tx, accountId, 'EmailSubmission');
  yield* tx.run(count, accountId, submissionId, counter);
}
