/** Milliseconds before the second attempt: greylisting ends after some minutes. Ours. */
export const retryMsMin = 5 * 60_000;

/** Milliseconds between two attempts at most, reached after some hours. Ours. */
export const retryMsMax = 4 * 3_600_000;

/** Part of a wait by which it may be shorter or longer, so that not all come back at once. Ours. */
const spread = 0.1;

/** Milliseconds in the queue after which a message is given up (RFC 5321 §4.5.4.1: 4 to 5 days). */
export const expiryMs = 5 * 86_400_000;

/** Milliseconds in the queue after which the sender hears that it takes longer. Ours. */
export const delayNoticeMs = 4 * 3_600_000;

export type Retry =
  /** Given up: the sender gets a report. */
  | { readonly kind: 'expired' }
  | {
      readonly kind: 'later';
      /** Milliseconds since the epoch. */
      readonly nextAttemptAt: number;
      /** True once for each message, when it is time to tell the sender. */
      readonly noticeDue: boolean;
    };

export type RetryTimes = {
  readonly queuedAt: number;
  /** 0 before the first attempt. */
  readonly previousAttemptAt: number;
  readonly now: number;
  /** Given up then, if that is sooner. */
  readonly returnAt?: number | undefined;
  /** When to tell the sender of the delay, instead of the usual time; it is tried then, too. */
  readonly noticeAt?: number | undefined;
  /** Instead of {@link retryMsMin}. */
  readonly retryMs?: number | undefined;
  /** Instead of {@link expiryMs}. */
  readonly expiryMs?: number | undefined;
};

/** When a message is given up. */
export function expiresAt({ queuedAt, returnAt, ...times }: RetryTimes): number {
  return Math.min(queuedAt + (times.expiryMs ?? expiryMs), returnAt ?? Number.MAX_SAFE_INTEGER);
}

/**
 * When a recipient is tried again after an attempt that failed for now (RFC 5321 §4.5.4.1): soon at
 * first, each wait twice as long as the one before, the last attempt right before it expires.
 *
 * @param attempts Attempts until now, this one included.
 * @param chance A number from 0 to below 1.
 */
export function nextRetry(times: RetryTimes, attempts: number, chance: number): Retry {
  const { queuedAt, previousAttemptAt, now } = times;
  const endsAt = expiresAt(times);
  const firstMs = times.retryMs ?? retryMsMin;
  if (now >= endsAt) return { kind: 'expired' };
  const waitMs = Math.min(firstMs * 2 ** (attempts - 1), Math.max(firstMs, retryMsMax));
  const spreadMs = waitMs * spread * (2 * chance - 1);
  const toldAt = (times.noticeAt ?? 0) > now ? (times.noticeAt ?? endsAt) : endsAt;
  const noticeAt = times.noticeAt ?? queuedAt + delayNoticeMs;
  return {
    kind: 'later',
    nextAttemptAt: Math.min(Math.round(now + waitMs + spreadMs), endsAt, toldAt),
    noticeDue: previousAttemptAt < noticeAt && now >= noticeAt,
  };
}
