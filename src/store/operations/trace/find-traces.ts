import { readOperation } from '#store/operation.ts';
import {
  type Trace,
  traceColumns,
  traceOfRow,
  type TraceRow,
} from '#store/operations/trace/read-trace.ts';
import { dayHash, traceDayMs } from '#store/operations/trace/trace-keys.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** Traces read at once: what a slice may take (DESIGN.md, section 4). */
export const traceWindowMax = 1_000;

/** Days that one search looks into: traces are kept for less. Ours. */
const daysMax = 62;

/** A trace's place among all, which go by time and then by id. */
export type TracePlace = { readonly at: number; readonly traceId: string };

export type FindTracesInput = {
  readonly tenantId: number;
  /** By `traceKey`; all of the tenant when absent. */
  readonly key?: number | undefined;
  /** Milliseconds since the epoch, from which on. */
  readonly from: number;
  /** Only what came before this place. */
  readonly before: TracePlace;
  /** At most {@link traceWindowMax}. */
  readonly limit: number;
};

const selectByTime = statement<TraceRow>(`
  SELECT ${traceColumns} FROM trace t
  WHERE t.tenant_id = ?1 AND t.at >= ?2 AND t.at <= ?3 AND (t.at < ?3 OR t.trace_id < ?4)
  ORDER BY t.at DESC, t.trace_id DESC LIMIT ?5`);
const selectByKey = statement<TraceRow>(`
  SELECT ${traceColumns} FROM trace_key k
  JOIN trace t ON t.tenant_id = k.tenant_id AND t.at = k.day_ms + ?6
  WHERE k.tenant_id = ?1 AND k.day_hash = ?7
    AND k.day_ms >= ?2 AND k.day_ms <= ?3 AND (k.day_ms < ?3 OR t.trace_id < ?4)
  ORDER BY k.day_ms DESC, t.trace_id DESC LIMIT ?5`);

/**
 * A window of a tenant's traces, the newest first. With a key there may be some that do not have it:
 * they came at the same moment, or their hash is the same.
 */
export const findTraces = readOperation(
  'findTraces',
  function* (tx, { tenantId, key, from, before, limit }: FindTracesInput): Work<Trace[]> {
    const max = Math.min(limit, traceWindowMax);
    if (key === undefined) {
      const span = [tenantId, from, before.at, before.traceId] as const;
      return (yield* tx.all(selectByTime, ...span, max)).map(traceOfRow);
    }
    const rows: TraceRow[] = [];
    let day = Math.floor(Math.min(before.at, tx.now + traceDayMs) / traceDayMs);
    const firstDay = Math.max(Math.floor(from / traceDayMs), day - daysMax);
    for (; day >= firstDay && rows.length < max; day--) {
      const begin = day * traceDayMs;
      const [first, last] = [from - begin, before.at - begin].map((ms) =>
        Math.max(-1, Math.min(ms, traceDayMs)),
      );
      const span = [tenantId, first ?? 0, last ?? 0, before.traceId] as const;
      const asked = [...span, max - rows.length, begin, dayHash(day, key)] as const;
      rows.push(...(yield* tx.all(selectByKey, ...asked)));
    }
    return rows.map(traceOfRow);
  },
);
