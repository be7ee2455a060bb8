import type { BlobPlace } from '#store/blob.ts';
import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** An upload, and where its octets are. */
export type FoundUpload = BlobPlace & { readonly uploadId: number; readonly type: string };

const selectUpload = statement<FoundUpload>(`
  SELECT u.upload_id AS "uploadId", u.type AS "type", b.blob_id AS "blobId",
    b.segment AS "segment", b.blob_offset AS "offset", b.stored_length AS "storedLength",
    b.length AS "length", b.sha256 AS "sha256"
  FROM upload u JOIN blob b ON b.blob_id = u.blob_id
  WHERE u.account_id = ?1 AND u.upload_id = ?2`);

/** Uploads of one account, in the order asked; those that are not there are left out. */
export const findUploads = readOperation(
  'findUploads',
  function* (
    tx,
    input: { readonly accountId: number; readonly uploadIds: readonly number[] },
  ): Work<FoundUpload[]> {
    const found: FoundUpload[] = [];
    for (const uploadId of input.uploadIds) {
      const row = yield* tx.maybe(selectUpload, input.accountId, uploadId);
      if (row !== undefined) found.push(row);
    }
    return found;
  },
);
