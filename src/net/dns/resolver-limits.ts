/** What a resolver spends on its questions. */
export type ResolverLimits = {
  /** Milliseconds until an upstream counts as silent in the first round; doubled in each later. */
  readonly timeoutMs: number;
  /** Rounds over all upstreams until a question is given up: a lost packet is asked once more. */
  readonly roundsMax: number;
  /** Milliseconds for which an upstream that was silent is asked after the others. */
  readonly penaltyMs: number;
  /** Questions asked at the same time: each holds a socket. */
  readonly concurrentMax: number;
  /** Questions waiting for their turn; those beyond are `overload`. */
  readonly waitingMax: number;
  /** Answers in the cache; the one unused longest makes room. */
  readonly cacheEntriesMax: number;
  /** Octets of the messages whose answers are in the cache. */
  readonly cacheOctetsMax: number;
  /** Seconds that an answer is believed at most: a day. Our choice. */
  readonly ttlSecondsMax: number;
  /** Seconds that an absence is believed at most: three hours (RFC 2308 §5). */
  readonly absenceSecondsMax: number;
  /** Milliseconds that a failure stands for its repetition: one second at least (RFC 9520 §3.2). */
  readonly failureMs: number;
};

export const defaultResolverLimits: ResolverLimits = {
  timeoutMs: 2_000,
  roundsMax: 2,
  penaltyMs: 30_000,
  concurrentMax: 256,
  waitingMax: 2_000,
  cacheEntriesMax: 20_000,
  cacheOctetsMax: 16_777_216,
  ttlSecondsMax: 86_400,
  absenceSecondsMax: 10_800,
  failureMs: 5_000,
};
