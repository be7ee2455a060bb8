import { writeOperation } from '#store/operation.ts';
import type { PruneInput } from '#store/operations/message/purge-recoverable.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const selectOver = statement<[number, number, string]>(`
  SELECT account_id, tenant_id, address FROM suppression WHERE expires_at < ?1
  ORDER BY expires_at LIMIT ?2`);
const deleteRow = statement(
  'DELETE FROM suppression WHERE account_id = ?1 AND tenant_id = ?2 AND address = ?3',
);

/** Forgets entries whose time is over; they have not counted since. */
export const pruneSuppressions = writeOperation(
  'pruneSuppressions',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    const rows = yield* tx.table(selectOver, before, limit);
    for (const row of rows) yield* tx.run(deleteRow, ...row);
    return { removed: rows.length };
  },
);
