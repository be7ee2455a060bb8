import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** [messageId, blobId, segment, offset, storedLength, length, sha256, attributes] */
export type MessageBlobRow = [number, number, number, number, number, number, Uint8Array, number];

const selectBlob = statement<MessageBlobRow>(`
  SELECT m.message_id, b.blob_id, b.segment, b.blob_offset, b.stored_length, b.length, b.sha256,
    m.attributes
  FROM message m JOIN blob b ON b.blob_id = m.blob_id
  WHERE m.account_id = ?1 AND m.message_id = ?2`);

/** Where the bodies of messages are, in the order asked; messages that are not there are left out. */
export const messageBlobs = readOperation(
  'messageBlobs',
  function* (
    tx,
    input: { readonly accountId: number; readonly messageIds: readonly number[] },
  ): Work<MessageBlobRow[]> {
    const rows: MessageBlobRow[] = [];
    for (const messageId of input.messageIds) {
      const [row] = yield* tx.table(selectBlob, input.accountId, messageId);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  },
);
