import { readOperation, writeOperation } from '#store/operation.ts';
import { dayHash, traceDayMs } from '#store/operations/trace/trace-keys.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const selectNext = statement<{ tenantId: number | null }>(
  'SELECT MIN(tenant_id) AS "tenantId" FROM trace WHERE tenant_id > ?1',
);
const selectNextKeyed = statement<{ tenantId: number | null }>(
  'SELECT MIN(tenant_id) AS "tenantId" FROM trace_key WHERE tenant_id > ?1',
);
const deleteOld = statement(`
  DELETE FROM trace WHERE trace_id IN (
    SELECT trace_id FROM trace WHERE tenant_id = ?1 AND at < ?2 ORDER BY at LIMIT ?3)`);
const selectLastKey = statement<[dayHash: number, dayMs: number]>(`
  SELECT day_hash, day_ms FROM trace_key WHERE tenant_id = ?1 AND day_hash < ?2
  ORDER BY day_hash, day_ms LIMIT ?3`);
const deleteKeys = statement(`
  DELETE FROM trace_key WHERE tenant_id = ?1 AND (day_hash, day_ms) <= (?2, ?3)`);

/** After all days: 2^20 of them are 2,870 years. */
export const daysEnd = 2 ** 20;

/** The tenant with the next higher number that has traces; undefined after the last. */
export const nextTracedTenant = readOperation(
  'nextTracedTenant',
  function* (tx, { after }: { readonly after: number }): Work<number | undefined> {
    const { tenantId: traced } = yield* tx.one(selectNext, after);
    const { tenantId: keyed } = yield* tx.one(selectNextKeyed, after);
    const next = Math.min(traced ?? Infinity, keyed ?? Infinity);
    return next === Infinity ? undefined : next;
  },
);

export type PruneTracesInput = {
  readonly tenantId: number;
  /** Milliseconds since the epoch: what came earlier goes. */
  readonly before: number;
  /** Rows of one slice. */
  readonly limit: number;
};

/** Forgets one slice of a tenant's old traces, or of what they were found by. */
export const pruneTraces = writeOperation(
  'pruneTraces',
  function* (
    tx,
    { tenantId, before, limit }: PruneTracesInput,
  ): Work<{ traces: number; left: boolean }> {
    const traces = yield* tx.run(deleteOld, tenantId, before, limit);
    if (traces === limit) return { traces, left: true };
    const day = Math.floor(before / traceDayMs);
    return { traces, left: (yield* deleteTraceKeys(tx, { tenantId, day, limit })) === limit };
  },
  { frees: true },
);

/** Deletes up to `limit` of what a tenant's traces from before a day are found by. */
export function* deleteTraceKeys(
  tx: Tx,
  span: { readonly tenantId: number; readonly day: number; readonly limit: number },
): Work<number> {
  const { tenantId, day, limit } = span;
  const last = (yield* tx.table(selectLastKey, tenantId, dayHash(day, 0), limit)).at(-1);
  return last === undefined ? 0 : yield* tx.run(deleteKeys, tenantId, ...last);
}
