import { sliceRowsMax, type Stopped } from '#core/retention/slices.ts';
import { nextTracedTenant, pruneTraces } from '#store/operations/trace/prune-traces.ts';
import type { Store } from '#store/store.ts';

/** Traces of messages are kept for 30 days: long enough for a question after a holiday. In milliseconds. */
export const traceMs = 30 * 86_400_000;

/** Tenants looked through in one run; those behind them wait for the next. Ours. */
const tenantsMax = 100_000;

/** Forgets old traces, tenant by tenant; returns how many. @param now Milliseconds since the epoch. */
export async function forgetTraces(store: Store, now: number, stopped: Stopped): Promise<number> {
  let sum = 0;
  let tenantId: number | undefined = 0;
  for (let count = 0; count < tenantsMax && !stopped(); count++) {
    tenantId = await store.read(nextTracedTenant, { after: tenantId });
    if (tenantId === undefined) break;
    let left = true;
    while (left && !stopped()) {
      const slice = { tenantId, before: now - traceMs, limit: sliceRowsMax };
      const pruned = await store.write(pruneTraces, slice);
      sum += pruned.traces;
      left = pruned.left;
    }
  }
  return sum;
}
