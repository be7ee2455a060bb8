import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  delayNoticeMs,
  expiryMs,
  nextRetry,
  retryMsMax,
  retryMsMin,
} from '#core/queue/retry-schedule.ts';

const queuedAt = Date.UTC(2026, 0, 1);

/** Plays a message whose every attempt fails. */
function play(chance: number): { waits: number[]; notices: number; lastAt: number } {
  const waits: number[] = [];
  let notices = 0;
  let previousAttemptAt = queuedAt;
  for (let now = queuedAt, attempts = 1; ; attempts++) {
    const retry = nextRetry({ queuedAt, previousAttemptAt, now }, attempts, chance);
    if (retry.kind === 'expired') return { waits, notices, lastAt: now };
    waits.push(retry.nextAttemptAt - now);
    if (retry.noticeDue) notices++;
    previousAttemptAt = now;
    now = retry.nextAttemptAt;
  }
}

test('Waits double up to the longest, and the last attempt is at expiry (RFC 5321 §4.5.4.1)', () => {
  const { waits, lastAt } = play(0.5);
  assert.deepEqual(waits.slice(0, 3), [retryMsMin, 2 * retryMsMin, 4 * retryMsMin]);
  assert.equal(Math.max(...waits), retryMsMax);
  assert.ok(waits.length > 20 && waits.length < 50, `${waits.length} attempts in five days`);
  assert.equal(lastAt, queuedAt + expiryMs);
});

test('Waits differ by a tenth, so that messages do not come back all at once', () => {
  assert.equal(play(0).waits[0], 0.9 * retryMsMin);
  assert.ok((play(0.999).waits[0] ?? 0) > 1.09 * retryMsMin);
});

test('The sender hears once that it takes longer', () => {
  for (const chance of [0, 0.3, 0.99]) assert.equal(play(chance).notices, 1);
  const now = queuedAt + delayNoticeMs;
  const retry = nextRetry({ queuedAt, previousAttemptAt: now - 1, now }, 7, 0.5);
  assert.equal(retry.kind === 'later' && retry.noticeDue, true);
});
