import assert from 'node:assert/strict';
import { test } from 'node:test';

import { localInputValue, sendTimes } from './send-times.ts';

const times = (text: string) =>
  sendTimes(new Date(text).getTime()).map(({ id, atMs }) => `${id} ${localInputValue(atMs)}`);

test('on a Wednesday morning there are evening, tomorrow and Monday', () => {
  assert.deepEqual(times('2026-11-25T09:30:00'), [
    'evening 2026-11-25T18:00',
    'tomorrow 2026-11-26T08:00',
    'monday 2026-11-30T08:00',
  ]);
});

test('late on a Sunday tomorrow is Monday, and Monday the next one on Mondays', () => {
  assert.deepEqual(times('2026-11-29T22:00:00'), ['tomorrow 2026-11-30T08:00']);
  assert.deepEqual(times('2026-11-30T22:00:00'), [
    'tomorrow 2026-12-01T08:00',
    'monday 2026-12-07T08:00',
  ]);
});
