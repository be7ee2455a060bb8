import { writeOperation } from '#store/operation.ts';
import { sendWindowMs } from '#store/send-limits.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** How long counts are kept after their window began, in milliseconds; days for 90 of them. Ours. */
const keptMs = {
  minute: 2 * 3_600_000,
  hour: 14 * 86_400_000,
  day: 90 * 86_400_000,
} as const;

const selectOld = statement<[number, number, number, number]>(`
  SELECT scope_kind, scope_id, window_ms, started_at FROM send_count
  WHERE window_ms = ?1 AND started_at < ?2 ORDER BY started_at LIMIT ?3`);
const deleteRow = statement(`
  DELETE FROM send_count
  WHERE scope_kind = ?1 AND scope_id = ?2 AND window_ms = ?3 AND started_at = ?4`);

/** Forgets counts that no limit and nobody's look at the past asks for. */
export const pruneSendCounts = writeOperation(
  'pruneSendCounts',
  function* (
    tx,
    { before, limit }: { readonly before: number; readonly limit: number },
  ): Work<{ removed: number }> {
    let removed = 0;
    for (const window of ['minute', 'hour', 'day'] as const) {
      const since = before - keptMs[window];
      const rows = yield* tx.table(selectOld, sendWindowMs[window], since, limit - removed);
      for (const row of rows) yield* tx.run(deleteRow, ...row);
      removed += rows.length;
      if (removed >= limit) break;
    }
    return { removed };
  },
);
