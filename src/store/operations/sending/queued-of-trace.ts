import { readOperation } from '#store/operation.ts';
import type { QueueOptions } from '#store/operations/queue/queue-options.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** Rows looked at in one read: a slice of a few milliseconds (DESIGN.md, section 4). */
const scannedMax = 2_000;

type Row = [queueId: number, accountId: number | null, options: string];

const selectNewest = statement<Row>(`
  SELECT queue_id, account_id, options FROM queue_message WHERE tenant_id = ?1 AND queue_id < ?2
  ORDER BY queue_id DESC LIMIT ${scannedMax}`);

export type QueuedOfTraceInput = {
  readonly tenantId: number;
  readonly accountId: number;
  readonly traceId: string;
  /** Only what was queued before this one; from the newest on when absent. */
  readonly before?: number | undefined;
};

/**
 * The queue id of a message that the account sent, the newest looked at first.
 *
 * @returns `next` is set where older ones are to be looked at still: ask again with it.
 */
export const queuedOfTrace = readOperation(
  'queuedOfTrace',
  function* (
    tx,
    { tenantId, accountId, traceId, before = Number.MAX_SAFE_INTEGER }: QueuedOfTraceInput,
  ): Work<{ readonly queueId?: number; readonly next?: number }> {
    const rows = yield* tx.table(selectNewest, tenantId, before);
    const found = rows.find(
      ([, owner, options]) => owner === accountId && traceOf(options, traceId) === traceId,
    );
    if (found !== undefined) return { queueId: found[0] };
    const last = rows.length < scannedMax ? undefined : rows.at(-1);
    return last === undefined ? {} : { next: last[0] };
  },
);

/** Parses only what may be it. */
function traceOf(options: string, traceId: string): string | undefined {
  return options.includes(traceId) ? (JSON.parse(options) as QueueOptions).traceId : undefined;
}
