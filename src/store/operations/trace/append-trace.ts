import {
  decodeSteps,
  encodeSteps,
  rowNames,
  type TraceStep,
} from '#store/operations/trace/pack-steps.ts';
import { insertStatusKey } from '#store/operations/trace/trace-keys.ts';
import { statement } from '#store/statement.ts';
import { type TraceStatus, traceStatus } from '#store/trace-status.ts';
import type { Tx, Work } from '#store/work.ts';

/** Steps that a trace keeps when more come later: a retry schedule of days and its result. Ours. */
export const laterStepsMax = 120;

/** Characters that the steps of a trace may take when more come later. Our choice. */
export const laterCharactersMax = 12_288;

/** Characters of one value of a step that comes later: a reply may have many lines. Ours. */
const valueCharactersMax = 500;

/** One try to hand a message over: recipient, outcome, server, tls, reply. */
const attemptStep = 'relay.attempt';

/** Stands for the oldest tries, which were folded into it: attempts, and until when. */
const earlierStep = 'relay.earlier';

export type TraceAppendix = {
  readonly tenantId: number;
  readonly traceId: string;
  readonly steps: readonly TraceStep[];
  /** What has become of the message; as before when absent. */
  readonly status?: TraceStatus | undefined;
};

type Row = {
  readonly at: number;
  readonly sender: string;
  readonly recipients: string;
  readonly steps: string;
  readonly status: number;
};

const selectRow = statement<Row>(`
  SELECT at AS "at", sender AS "sender", recipients AS "recipients", steps AS "steps",
    status AS "status" FROM trace
  WHERE trace_id = ?1 AND tenant_id = ?2`);
const updateRow = statement('UPDATE trace SET steps = ?2, status = ?3 WHERE trace_id = ?1');

/**
 * Adds steps to a trace within another operation: what happened after the message was taken in. The
 * oldest tries give way when there are too many. Nothing happens when the trace is gone.
 */
export function* appendTrace(tx: Tx, appendix: TraceAppendix): Work<void> {
  const { tenantId, traceId, steps, status } = appendix;
  const row = yield* tx.maybe(selectRow, traceId, tenantId);
  if (row === undefined) return;
  const recipients = JSON.parse(row.recipients) as string[];
  const names = rowNames({ sender: row.sender, recipients });
  const whole = [...decodeSteps(row.steps, names), ...steps.map(shortened)];
  // That one recipient has failed is not made good by another who got it.
  const settled = row.status === traceStatus.bounced;
  const value = status === undefined || settled ? row.status : traceStatus[status];
  yield* tx.run(updateRow, traceId, packedWithin(whole, names), value);
  if (status !== undefined && value !== row.status) {
    yield* insertStatusKey(tx, { tenantId, at: row.at }, status);
  }
}

/** Folds the oldest tries until the steps fit; where there are none, the newest steps are left out. */
function packedWithin(steps: readonly TraceStep[], names: readonly string[]): string {
  let list = steps;
  for (;;) {
    const packed = encodeSteps(list, names);
    const excess = Math.max(
      list.length - laterStepsMax,
      packed.length > laterCharactersMax ? Math.ceil(list.length / 4) : 0,
    );
    if (excess <= 0) return packed;
    const folded = foldOldest(list, excess + 1);
    list = folded.length < list.length ? folded : list.slice(0, -excess);
  }
}

/** Folds up to `count` of the oldest tries, and what stood for some before, into one step. */
function foldOldest(steps: readonly TraceStep[], count: number): readonly TraceStep[] {
  const first = steps.findIndex(({ step }) => step === attemptStep || step === earlierStep);
  const tries = steps.filter(({ step }) => step === attemptStep || step === earlierStep);
  const old = new Set(tries.slice(0, Math.min(count, tries.length - 1)));
  if (old.size < 2) return steps;
  let attempts = 0;
  let until = 0;
  for (const { at, detail } of old) {
    attempts += Number(detail.attempts ?? 1);
    until = Math.max(until, Number(detail.until ?? at));
  }
  const at = steps[first]?.at ?? 0;
  return [
    ...steps.slice(0, first),
    { at, step: earlierStep, detail: { attempts, until } },
    ...steps.slice(first).filter((one) => !old.has(one)),
  ];
}

function shortened(step: TraceStep): TraceStep {
  const entries = Object.entries(step.detail).map(([name, value]) => {
    return [name, typeof value === 'string' ? value.slice(0, valueCharactersMax) : value] as const;
  });
  return { ...step, detail: Object.fromEntries(entries) };
}
