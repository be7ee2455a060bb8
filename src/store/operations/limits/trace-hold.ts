import { appendTrace } from '#store/operations/trace/append-trace.ts';
import type { TraceStatus } from '#store/trace-status.ts';
import type { Tx, Work } from '#store/work.ts';

/** What becomes of a held message; a cancelled one stays as it was. */
const statusAfter = {
  'limit.held': 'held',
  'limit.released': 'queued',
  'limit.cancelled': undefined,
} as const satisfies Record<string, TraceStatus | undefined>;

/** Says in the trace of a queued message that it is held, or what was decided of it. */
export function* traceHold(
  tx: Tx,
  { tenantId, traceId }: { readonly tenantId: number; readonly traceId?: string | undefined },
  step: keyof typeof statusAfter,
): Work<void> {
  if (traceId === undefined) return;
  const steps = [{ at: tx.now, step, detail: {} }];
  yield* appendTrace(tx, { tenantId, traceId, steps, status: statusAfter[step] });
}
