import type { TraceStatus } from '#store/trace-status.ts';

/** Sentences of one language; README.md tells how they are written. */
export type TraceWords = {
  readonly steps: Readonly<Record<string, string>>;
  readonly status: Readonly<Record<TraceStatus, string>>;
  /** Before what a failure means. */
  readonly means: string;
  readonly spam: SpamWords;
};

/** Why a message is in spam: whole sentences. */
export type SpamWords = {
  /** Nothing proves its author, and the author's `{domain}` asks for caution. */
  readonly unproven: string;
  /** It was filed there for another reason. */
  readonly filtered: string;
  /** It was filed elsewhere, and moved. */
  readonly moved: string;
};
