import { takeId } from '#store/operations/directory/take-id.ts';
import { nextCounter } from '#store/operations/submission/object-changes.ts';
import type { SubmissionEnvelope } from '#store/submission-envelope.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** What is kept of a message that an account sends out of its mailbox. */
export type SubmissionDraft = {
  readonly accountId: number;
  readonly messageId: number;
  readonly identityId: number;
  readonly traceId: string;
  /** With its brackets; empty where the message has none. */
  readonly messageIdHeader: string;
  /** As it was or would have been asked for. */
  readonly envelope: SubmissionEnvelope;
  /** Milliseconds since the epoch: when it goes out. */
  readonly sendAt: number;
};

const selectThread = statement<{ threadId: number }>(`
  SELECT thread_id AS "threadId" FROM message WHERE account_id = ?1 AND message_id = ?2`);
const insert = statement(`
  INSERT INTO email_submission (account_id, submission_id, message_id, thread_id, identity_id,
    trace_id, message_id_header, queue_id, waiting, canceled, envelope, send_at, created_at, created_counter,
    changed_counter, removed_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10, ?11, ?12, ?13, ?13, 0)`);

/**
 * Keeps what somebody sends, within the operation that files it; returns its id.
 *
 * @param waits.recipients How many wait in the queue; 0 where somebody has the message already.
 */
export function* insertSubmission(
  tx: Tx,
  draft: SubmissionDraft,
  waits: { readonly queueId: number; readonly recipients: number },
): Work<number> {
  const { accountId, messageId, identityId, traceId, messageIdHeader, envelope, sendAt } = draft;
  const thread = yield* tx.maybe(selectThread, accountId, messageId);
  const submissionId = yield* takeId(tx, 'email_submission');
  const counter = yield* nextCounter(tx, accountId, 'EmailSubmission');
  const ids = [submissionId, messageId, thread?.threadId ?? 0, identityId] as const;
  const queued = [waits.queueId, waits.recipients] as const;
  const times = [sendAt, tx.now, counter] as const;
  yield* tx.run(
    insert,
    accountId,
    ...ids,
    traceId,
    messageIdHeader,
    ...queued,
    JSON.stringify(envelope),
    ...times,
  );
  return submissionId;
}
