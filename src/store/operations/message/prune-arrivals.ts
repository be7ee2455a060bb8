import { writeOperation } from '#store/operation.ts';
import type { PruneInput } from '#store/operations/message/purge-recoverable.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const selectOld = statement<[number, number]>(
  'SELECT account_id, digest FROM arrival WHERE at < ?1 ORDER BY at, account_id, digest LIMIT ?2',
);
const deleteRow = statement('DELETE FROM arrival WHERE account_id = ?1 AND digest = ?2');

/** Forgets digests that no retransmission can ask for any more. */
export const pruneArrivals = writeOperation(
  'pruneArrivals',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    const rows = yield* tx.table(selectOld, before, limit);
    for (const [accountId, digest] of rows) yield* tx.run(deleteRow, accountId, digest);
    return { removed: rows.length };
  },
);
