import { writeOperation } from '#store/operation.ts';
import type { PruneInput } from '#store/operations/message/purge-recoverable.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const selectOver = statement<[number, number]>(`
  SELECT account_id, session_id FROM web_session WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2`);
const deleteSession = statement(
  'DELETE FROM web_session WHERE account_id = ?1 AND session_id = ?2',
);

/** Forgets sessions that ended before a time. */
export const pruneWebSessions = writeOperation(
  'pruneWebSessions',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    const rows = yield* tx.table(selectOver, before, limit);
    for (const row of rows) yield* tx.run(deleteSession, ...row);
    return { removed: rows.length };
  },
  { frees: true },
);
