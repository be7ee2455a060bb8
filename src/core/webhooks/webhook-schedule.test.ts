import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  nextWebhookAttempt,
  webhookRestMsMax,
  webhookRestUntil,
  webhookRetryMs,
} from '#core/webhooks/webhook-schedule.ts';

test('An event is tried ten times over three days, each time a little later by chance', () => {
  let now = 0;
  for (let failed = 1; failed <= webhookRetryMs.length; failed++) {
    const next = nextWebhookAttempt(failed, now, 0) ?? 0;
    assert.ok(next > now);
    const late = nextWebhookAttempt(failed, now, 255 / 256) ?? 0;
    assert.ok(late > next && late - now < (next - now) * 1.1 + 1);
    now = next;
  }
  assert.equal(webhookRetryMs.length, 9);
  assert.ok(now > 3 * 86_400_000 && now < 4 * 86_400_000);
  assert.equal(nextWebhookAttempt(10, now, 0), undefined);
});

test('A webhook that fails rests twice as long each time, up to five minutes', () => {
  const rests = [1, 2, 3, 6, 7, 99].map((failures) => webhookRestUntil(failures, 0));
  assert.deepEqual(rests, [5_000, 10_000, 20_000, 160_000, webhookRestMsMax, webhookRestMsMax]);
});
