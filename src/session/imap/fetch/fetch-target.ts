import type { NumberRanges } from '#core/mailbox/selected-mailbox.ts';

/** The messages of one FETCH, as sequence numbers, which stay while the command runs. */
export type FetchTarget = {
  readonly ranges: NumberRanges;
  /** Only messages that changed after this modseq (RFC 7162 §3.1.4.1). */
  readonly changedSince: number | undefined;
  /** Set when a message vanished before it could be told. */
  missed: boolean;
  /** Messages left out because their octets are damaged. */
  damaged: number;
};
