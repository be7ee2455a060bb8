import { writeOperation } from '#store/operation.ts';
import { releaseBlob } from '#store/operations/blob/release-blob.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

type Row = [accountId: number, messageId: number, blobId: number, threadId: number];

const selectExpired = statement<Row>(`
  SELECT r.account_id, r.message_id, m.blob_id, m.thread_id FROM recoverable r
  JOIN message m ON m.account_id = r.account_id AND m.message_id = r.message_id
  WHERE r.expires_at < ?1 ORDER BY r.expires_at, r.account_id, r.message_id LIMIT ?2`);
const deleteRecoverable = statement(
  'DELETE FROM recoverable WHERE account_id = ?1 AND message_id = ?2',
);
const deleteMessage = statement('DELETE FROM message WHERE account_id = ?1 AND message_id = ?2');
const deleteReferences = statement(`
  DELETE FROM message_reference WHERE account_id = ?1 AND thread_id = ?2 AND NOT EXISTS (
    SELECT 1 FROM message m WHERE m.account_id = ?1 AND m.thread_id = ?2)`);

export type PruneInput = {
  /** Milliseconds since the epoch. */
  readonly before: number;
  /** Rows removed at most in one call. */
  readonly limit: number;
};

/** Erases deleted messages whose time to be restored ended; their bodies lose their reference. */
export const purgeRecoverable = writeOperation(
  'purgeRecoverable',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    const rows = yield* tx.table(selectExpired, before, limit);
    for (const [accountId, messageId, blobId, threadId] of rows) {
      yield* tx.run(deleteRecoverable, accountId, messageId);
      yield* tx.run(deleteMessage, accountId, messageId);
      yield* tx.run(deleteReferences, accountId, threadId);
      yield* releaseBlob(tx, blobId);
    }
    return { removed: rows.length };
  },
);
