import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const addRow = statement(
  'UPDATE blob SET reference_count = reference_count + ?2 WHERE blob_id = ?1',
);

/** Takes `count` more references to a blob, as COPY to another message row does. */
export function* addReferences(tx: Tx, blobId: number, count: number): Work<void> {
  const changed = yield* tx.run(addRow, blobId, count);
  if (changed !== 1) throw new Error(`No blob ${blobId} to refer to`);
}
