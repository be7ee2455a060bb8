import type { TraceStatus } from '#store/trace-status.ts';

/** Sentences of one language; README.md tells how they are written. */
export type TraceWords = {
  readonly steps: Readonly<Record<string, string>>;
  readonly status: Readonly<Record<TraceStatus, string>>;
  /** Before what a failure means. */
  readonly means: string;
};
