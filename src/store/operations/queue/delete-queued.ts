import { releaseBlob } from '#store/operations/blob/release-blob.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const deleteRecipients = statement('DELETE FROM queue_recipient WHERE queue_id = ?1');
const deleteMessage = statement('DELETE FROM queue_message WHERE queue_id = ?1');

/** Deletes one message of the queue; returns how many rows went, one for each recipient and its own. */
export function* deleteQueued(tx: Tx, queueId: number, blobId: number): Work<number> {
  const recipients = yield* tx.run(deleteRecipients, queueId);
  yield* tx.run(deleteMessage, queueId);
  yield* releaseBlob(tx, blobId);
  return recipients + 1;
}
