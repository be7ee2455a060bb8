/** Milliseconds in a second. */
const secondMs = 1_000;

/** Milliseconds in a minute. */
const minuteMs = 60_000;

/** Milliseconds in an hour. */
const hourMs = 3_600_000;

/** Milliseconds from one attempt to the next, as the Standard Webhooks specification suggests. */
export const webhookRetryMs = [
  5 * secondMs,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
] as const;

/** A webhook that has failed for so long is switched off, in milliseconds: 5 days. Our choice. */
export const webhookFailingMsMax = 120 * hourMs;

/** How much a delay may grow by chance, so that events do not come back as one wave. Ours. */
const jitterShare = 0.1;

/** A webhook that fails is left alone for as long at first, in milliseconds. Ours. */
const restMs = 5 * secondMs;

/** And at most for as long: a receiver that is back is noticed soon. In milliseconds. Ours. */
export const webhookRestMsMax = 5 * minuteMs;

/**
 * When an event is tried again; undefined when it is given up.
 *
 * @param failed Attempts that have failed, this one included.
 * @param now Milliseconds since the epoch.
 * @param chance From 0 to below 1.
 */
export function nextWebhookAttempt(
  failed: number,
  now: number,
  chance: number,
): number | undefined {
  const ms = webhookRetryMs[failed - 1];
  return ms === undefined ? undefined : now + Math.round(ms * (1 + jitterShare * chance));
}

/**
 * Until when a webhook is left alone: what waits for a receiver that is down is not tried one by one.
 *
 * @param failures Attempts in a row that have failed, this one included.
 */
export function webhookRestUntil(failures: number, now: number): number {
  return now + Math.min(webhookRestMsMax, restMs * 2 ** Math.max(0, failures - 1));
}
