import { writeOperation } from '#store/operation.ts';
import type { PruneInput } from '#store/operations/message/purge-recoverable.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const kinds = ['dmarc_report', 'tls_report', 'feedback_report'] as const;

const statements = kinds.map((kind) => ({
  selectOld: statement<[number]>(
    `SELECT report_id FROM ${kind} WHERE received_at < ?1 ORDER BY received_at, report_id LIMIT ?2`,
  ),
  selectOwned: statement<[number]>(
    `SELECT report_id FROM ${kind} WHERE tenant_id = ?1 ORDER BY report_id LIMIT ?2`,
  ),
  rows: kind === 'feedback_report' ? undefined : rowStatements(`${kind}_row`),
  deleteReport: statement(`DELETE FROM ${kind} WHERE report_id = ?1`),
}));

function rowStatements(table: string) {
  return {
    selectLast: statement<{ last: number }>(`
      SELECT COALESCE(MAX(row_number), -1) AS "last" FROM ${table} WHERE report_id = ?1`),
    deleteRows: statement(`DELETE FROM ${table} WHERE report_id = ?1 AND row_number > ?2`),
  };
}

/** Forgets reports that came in before a time: their rows first, slice by slice. */
export const pruneReports = writeOperation(
  'pruneReports',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    return { removed: yield* deleteReports(tx, { by: 'selectOld', value: before, limit }) };
  },
  { frees: true },
);

/** Erases reports of a tenant; returns how many rows went, 0 when nothing is left. */
export function* deleteTenantReports(tx: Tx, tenantId: number, limit: number): Work<number> {
  return yield* deleteReports(tx, { by: 'selectOwned', value: tenantId, limit });
}

type Choice = {
  readonly by: 'selectOld' | 'selectOwned';
  readonly value: number;
  readonly limit: number;
};

/** Deletes `limit` rows at most, reports and rows of reports counted alike. */
function* deleteReports(tx: Tx, { by, value, limit }: Choice): Work<number> {
  let left = limit;
  for (const one of statements) {
    for (const [reportId] of yield* tx.table(one[by], value, left)) {
      if (one.rows !== undefined) {
        const { last } = yield* tx.one(one.rows.selectLast, reportId);
        left -= yield* tx.run(one.rows.deleteRows, reportId, Math.max(-1, last - left));
      }
      if (left <= 0) return limit;
      yield* tx.run(one.deleteReport, reportId);
      if (--left <= 0) return limit;
    }
  }
  return limit - left;
}
