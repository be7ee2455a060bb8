import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const selectIds = statement<[blobId: number]>(
  'SELECT blob_id FROM blob WHERE blob_id BETWEEN ?1 AND ?2',
);

/** Bodies that are still wanted, of a range of ids that the caller has bounded. */
export function* blobIdsBetween(tx: Tx, first: number, last: number): Work<number[]> {
  return (yield* tx.table(selectIds, first, last)).map(([blobId]) => blobId);
}
