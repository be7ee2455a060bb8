import { readOperation } from '#store/operation.ts';
import { type ChangedObjects, kindOf } from '#store/operations/identity/list-identities.ts';
import {
  checkSince,
  countedColumns,
  type CountedRow,
  readCounter,
} from '#store/operations/submission/object-changes.ts';
import {
  type Trace,
  traceColumns,
  traceOfRow,
  type TraceRow,
} from '#store/operations/trace/read-trace.ts';
import type { SubmissionEnvelope } from '#store/submission-envelope.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const type = 'EmailSubmission';

/** Submissions of one read: a slice of a few milliseconds (DESIGN.md, section 4). */
export const submissionPageRows = 1_000;

/** Recipients in the queue that are read of one submission; it has no more (RFC 5321 §4.5.3.1.8). */
const queuedMax = 1_000;

/** A submission as lists need it. */
export type SubmissionRow = CountedRow & {
  readonly submissionId: number;
  readonly messageId: number;
  readonly threadId: number;
  readonly identityId: number;
  readonly queueId: number;
  /** Recipients that waited at first, and now; 0 where somebody had the message at once. */
  readonly waiting: number;
  readonly left: number;
  readonly canceled: number;
  /** Milliseconds since the epoch. */
  readonly sendAt: number;
};

const columns = `s.submission_id AS "submissionId", s.message_id AS "messageId",
  s.thread_id AS "threadId", s.identity_id AS "identityId", s.queue_id AS "queueId",
  s.waiting AS "waiting", s.canceled AS "canceled", s.send_at AS "sendAt", ${countedColumns},
  CASE WHEN s.waiting = 0 OR s.canceled = 1 THEN 0 ELSE (SELECT COUNT(*) FROM queue_recipient r
    WHERE r.queue_id = s.queue_id) END AS "left"`;

const selectPage = statement<SubmissionRow>(`
  SELECT ${columns} FROM email_submission s WHERE s.account_id = ?1 AND s.removed_at = 0
    AND s.submission_id < ?2
  ORDER BY s.submission_id DESC LIMIT ${submissionPageRows}`);
const selectChanged = statement<SubmissionRow>(`
  SELECT ${columns} FROM email_submission s WHERE s.account_id = ?1 AND s.changed_counter > ?2
  ORDER BY s.changed_counter, s.submission_id`);

/** A page of the submissions of an account, the newest first; those before `before`. */
export const listSubmissions = readOperation(
  'listSubmissions',
  function* (
    tx,
    input: { readonly accountId: number; readonly before?: number },
  ): Work<{ readonly counter: number; readonly rows: readonly SubmissionRow[] }> {
    const { accountId, before = Number.MAX_SAFE_INTEGER } = input;
    const rows = yield* tx.all(selectPage, accountId, before);
    return { counter: yield* readCounter(tx, accountId, type), rows };
  },
);

/** What changed of them. @throws {Refusal} `object.changes`. */
export const changedSubmissions = readOperation(
  'changedSubmissions',
  function* (
    tx,
    { accountId, since }: { readonly accountId: number; readonly since: number },
  ): Work<ChangedObjects> {
    const counter = yield* checkSince(tx, { accountId, type }, since);
    const rows = yield* tx.all(selectChanged, accountId, since);
    const changes = rows.map((row) => {
      return { id: row.submissionId, counter: row.changedCounter, kind: kindOf(row, since) };
    });
    return { counter, changes };
  },
);

/** One recipient that a submission still waits for. */
export type WaitingRecipient = {
  readonly address: string;
  /** src/store/queue-state.ts. */
  readonly state: number;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastReply: string;
};

/** A report about a submission that its sender got. */
export type SubmissionReport = {
  readonly messageId: number;
  /** {@link reportKind} */
  readonly kind: number;
  /** Who has displayed it, in lower case; empty for nobody. */
  readonly recipient: string;
};

/** A submission with what is known of its way. */
export type SubmissionDetails = SubmissionRow & {
  readonly traceId: string;
  readonly envelope: SubmissionEnvelope;
  readonly queued: readonly WaitingRecipient[];
  readonly reports: readonly SubmissionReport[];
  /** Undefined once it is forgotten, and where only people of other tenants got the message. */
  readonly trace: Trace | undefined;
};

const selectOne = statement<
  SubmissionRow & { readonly traceId: string; readonly envelope: string }
>(
  `SELECT ${columns}, s.trace_id AS "traceId", s.envelope AS "envelope" FROM email_submission s
  WHERE s.account_id = ?1 AND s.submission_id = ?2 AND s.removed_at = 0`,
);
const selectQueued = statement<WaitingRecipient>(`
  SELECT address AS "address", state AS "state", attempts AS "attempts",
    next_attempt_at AS "nextAttemptAt", last_reply AS "lastReply"
  FROM queue_recipient WHERE queue_id = ?1 ORDER BY recipient_number LIMIT ${queuedMax}`);
const selectReports = statement<SubmissionReport>(`
  SELECT message_id AS "messageId", kind AS "kind", recipient AS "recipient"
  FROM submission_report WHERE account_id = ?1 AND submission_id = ?2 ORDER BY message_id`);
const selectTrace = statement<TraceRow>(`
  SELECT ${traceColumns} FROM trace t JOIN account a ON a.tenant_id = t.tenant_id
  WHERE a.account_id = ?1 AND t.trace_id = ?2`);

/** Submissions by their ids, in that order; those that are not there are left out. */
export const readSubmissions = readOperation(
  'readSubmissions',
  function* (
    tx,
    input: { readonly accountId: number; readonly submissionIds: readonly number[] },
  ): Work<{ readonly counter: number; readonly submissions: readonly SubmissionDetails[] }> {
    const { accountId } = input;
    const submissions: SubmissionDetails[] = [];
    for (const submissionId of input.submissionIds) {
      const row = yield* tx.maybe(selectOne, accountId, submissionId);
      if (row === undefined) continue;
      const queued = row.queueId === 0 ? [] : yield* tx.all(selectQueued, row.queueId);
      const trace = yield* tx.maybe(selectTrace, accountId, row.traceId);
      submissions.push({
        ...row,
        envelope: JSON.parse(row.envelope) as SubmissionEnvelope,
        queued,
        reports: yield* tx.all(selectReports, accountId, submissionId),
        trace: trace === undefined ? undefined : traceOfRow(trace),
      });
    }
    return { counter: yield* readCounter(tx, accountId, type), submissions };
  },
);
