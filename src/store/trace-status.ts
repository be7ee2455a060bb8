/** What became of a message, by the value of `trace.status`. */
export const traceStatus = {
  accepted: 0,
  refused: 1,
  /** Put off: by us, who did not take it in for now, or by another server that is tried again. */
  deferred: 2,
  /** At least one recipient waits for another server. */
  queued: 3,
  delivered: 4,
  /** At least one recipient will not get it; its sender was told. */
  bounced: 5,
  held: 6,
} as const;

/** Why a trace cannot be shown. */
export type TraceRefusalCode =
  /** There is none, it is of another tenant, or its time is over. */
  'trace.absent';

export type TraceStatus = keyof typeof traceStatus;

const names = new Map(Object.entries(traceStatus).map(([name, value]) => [value as number, name]));

/** The name of a status as the table keeps it. */
export function traceStatusName(value: number): TraceStatus {
  return (names.get(value) ?? 'accepted') as TraceStatus;
}
