import { writeOperation } from '#store/operation.ts';
import { findDueAccount } from '#store/operations/erasure/find-due-account.ts';
import type { TracePlace } from '#store/operations/trace/find-traces.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

type Row = [at: number, traceId: string, sender: string, recipients: string];

// Later ones are those of whoever has the address since.
const selectWindow = statement<Row>(`
  SELECT at, trace_id, sender, recipients FROM trace
  WHERE tenant_id = ?1 AND at <= ?2 AND (at, trace_id) > (?3, ?4) ORDER BY at, trace_id LIMIT ?5`);
const deleteTrace = statement('DELETE FROM trace WHERE trace_id = ?1');

export type EraseTracesInput = {
  readonly accountId: number;
  /** The last trace that was looked at; undefined at first. */
  readonly after: TracePlace | undefined;
  /** Traces looked at in one slice. */
  readonly limit: number;
};

/**
 * Erases the traces of what an account that is to be erased sent or got, also where others got it
 * too: one slice of its tenant's traces up to the removal.
 *
 * @returns Where the next slice goes on; undefined at the end.
 */
export const eraseTraces = writeOperation(
  'eraseTraces',
  function* (tx, { accountId, after, limit }: EraseTracesInput): Work<TracePlace | undefined> {
    const account = yield* findDueAccount(tx, accountId);
    if (account === undefined) return undefined;
    const { tenantId, removedAt, address } = account;
    const { at, traceId } = after ?? { at: -1, traceId: '' };
    const rows = yield* tx.table(selectWindow, tenantId, removedAt, at, traceId, limit);
    for (const [, id, sender, recipients] of rows) {
      const people: unknown = JSON.parse(recipients);
      const others = Array.isArray(people) ? people.map(String) : [];
      if ([sender, ...others].some((one) => leadsTo(one, address))) {
        yield* tx.run(deleteTrace, id);
      }
    }
    const [last] = rows.slice(-1);
    return rows.length < limit || last === undefined
      ? undefined
      : { at: last[0], traceId: last[1] };
  },
  { frees: true },
);

/** Whether an envelope address is the account's, with or without a detail (RFC 5233 §1). */
function leadsTo(text: string, address: string): boolean {
  const lower = text.toLowerCase();
  if (lower === address) return true;
  const at = address.lastIndexOf('@');
  return lower.startsWith(`${address.slice(0, at)}+`) && lower.endsWith(address.slice(at));
}
