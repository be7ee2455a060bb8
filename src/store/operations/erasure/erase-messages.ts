import { releaseBlob } from '#store/operations/blob/release-blob.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const selectMessages = statement<[messageId: number, blobId: number]>(`
  SELECT message_id, blob_id FROM message WHERE account_id = ?1 ORDER BY message_id LIMIT ?2`);
const deleteRecoverable = statement(
  'DELETE FROM recoverable WHERE account_id = ?1 AND message_id = ?2',
);
const deleteMessage = statement('DELETE FROM message WHERE account_id = ?1 AND message_id = ?2');

/** Erases what is left when no entry is: messages that were deleted and could be recovered. */
export function* eraseMessages(tx: Tx, accountId: number, limit: number): Work<number> {
  const rows = yield* tx.table(selectMessages, accountId, limit);
  for (const [messageId, blobId] of rows) {
    yield* tx.run(deleteRecoverable, accountId, messageId);
    yield* tx.run(deleteMessage, accountId, messageId);
    yield* releaseBlob(tx, blobId);
  }
  return rows.length;
}
