import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

export type TraceStep = {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What happened, as `smtp.received`, `policy.spf`, `store.filed`. */
  readonly step: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
};

export type TraceDraft = {
  readonly traceId: string;
  readonly tenantId: number;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly messageIdHeader?: string | undefined;
  /** The steps by {@link encodeSteps}: a text goes to the writer's thread cheaper than a list. */
  readonly steps: string;
};

/** Steps as a trace keeps them. */
export function encodeSteps(steps: readonly TraceStep[]): string {
  return JSON.stringify(steps);
}

const insertRow = statement(`
  INSERT INTO trace (trace_id, tenant_id, at, sender, recipients, message_id_header, steps)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT (trace_id) DO UPDATE SET steps = excluded.steps`);

/** Keeps a trace; the same id again replaces its steps. */
export function* insertTrace(tx: Tx, draft: TraceDraft): Work<void> {
  const { traceId, tenantId, sender, recipients, messageIdHeader = '', steps } = draft;
  yield* tx.run(
    insertRow,
    traceId,
    tenantId,
    tx.now,
    sender,
    JSON.stringify(recipients),
    messageIdHeader,
    steps,
  );
}
