import type { BlobPlace } from '#store/blob.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const placeRow = statement<BlobPlace>(
  `SELECT blob_id AS "blobId", segment AS "segment", blob_offset AS "offset",
     stored_length AS "storedLength", length AS "length", sha256 AS "sha256"
   FROM blob WHERE blob_id = ?1`,
);

/** Where a blob's octets are now; undefined when it was erased. */
export function* findBlob(tx: Tx, blobId: number): Work<BlobPlace | undefined> {
  return yield* tx.maybe(placeRow, blobId);
}
