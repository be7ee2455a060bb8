import { readOperation } from '#store/operation.ts';
import {
  decodePeople,
  type TraceDraft,
  type TracePeople,
} from '#store/operations/trace/insert-trace.ts';
import { decodeSteps, rowNames, type TraceStep } from '#store/operations/trace/pack-steps.ts';
import { statement } from '#store/statement.ts';
import { type TraceStatus, traceStatusName } from '#store/trace-status.ts';
import type { Work } from '#store/work.ts';

/** A row of the table, as every SELECT of {@link traceColumns} names its columns. */
export type TraceRow = {
  readonly traceId: string;
  readonly tenantId: number;
  readonly at: number;
  readonly sender: string;
  readonly recipients: string;
  readonly messageIdHeader: string;
  readonly steps: string;
  readonly status: number;
  readonly accounts: string;
};

/** What a SELECT from `trace t` asks for to get a {@link TraceRow}. */
export const traceColumns = `t.trace_id AS "traceId", t.tenant_id AS "tenantId", t.at AS "at",
  t.sender AS "sender", t.recipients AS "recipients", t.message_id_header AS "messageIdHeader",
  t.steps AS "steps", t.status AS "status", t.accounts AS "accounts"`;

const selectRow = statement<TraceRow>(`
  SELECT ${traceColumns} FROM trace t WHERE t.tenant_id = ?1 AND t.trace_id = ?2`);

export type Trace = Omit<TraceDraft, 'steps' | 'status' | 'people' | 'messageIdHeader'> & {
  readonly at: number;
  /** Empty for none. */
  readonly messageIdHeader: string;
  readonly status: TraceStatus;
  readonly people: TracePeople;
  readonly steps: readonly TraceStep[];
};

/** One message's trace, if this tenant has it. */
export const readTrace = readOperation(
  'readTrace',
  function* (
    tx,
    input: { readonly tenantId: number; readonly traceId: string },
  ): Work<Trace | undefined> {
    const row = yield* tx.maybe(selectRow, input.tenantId, input.traceId);
    return row === undefined ? undefined : traceOfRow(row);
  },
);

/** What a row says. */
export function traceOfRow({ status, accounts, ...row }: TraceRow): Trace {
  const recipients = JSON.parse(row.recipients) as string[];
  return {
    ...row,
    recipients,
    status: traceStatusName(status),
    people: decodePeople(accounts),
    steps: decodeSteps(row.steps, rowNames({ sender: row.sender, recipients })),
  };
}
