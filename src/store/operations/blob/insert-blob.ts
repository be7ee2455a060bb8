import type { BlobPlace } from '#store/blob.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const insertRow = statement(
  `INSERT INTO blob (blob_id, tenant_id, segment, blob_offset, stored_length, length,
     reference_count, sha256)
   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
);

export type BlobOwner = {
  readonly tenantId: number;
  /** Rows that will refer to the blob; each gives it back by `releaseBlob`. */
  readonly references: number;
};

/** Files a body that the engine has placed (`tx.blobs`); single instance within one tenant. */
export function* insertBlob(tx: Tx, place: BlobPlace, owner: BlobOwner): Work<void> {
  const { blobId, segment, offset, storedLength, length, sha256 } = place;
  const { tenantId, references } = owner;
  yield* tx.run(
    insertRow,
    blobId,
    tenantId,
    segment,
    offset,
    storedLength,
    length,
    references,
    sha256,
  );
}
