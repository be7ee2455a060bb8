import { readOperation } from '#store/operation.ts';
import type { TraceDraft, TraceStep } from '#store/operations/trace/insert-trace.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

type Row = {
  readonly traceId: string;
  readonly tenantId: number;
  readonly at: number;
  readonly sender: string;
  readonly recipients: string;
  readonly messageIdHeader: string;
  readonly steps: string;
};

const selectRow = statement<Row>(`
  SELECT trace_id AS "traceId", tenant_id AS "tenantId", at AS "at", sender AS "sender",
    recipients AS "recipients", message_id_header AS "messageIdHeader", steps AS "steps"
  FROM trace WHERE tenant_id = ?1 AND trace_id = ?2`);

export type Trace = Omit<TraceDraft, 'steps'> & {
  readonly at: number;
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
    if (row === undefined) return undefined;
    const recipients = JSON.parse(row.recipients) as string[];
    return { ...row, recipients, steps: JSON.parse(row.steps) as TraceStep[] };
  },
);
