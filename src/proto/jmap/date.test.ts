import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatDate, formatUtcDate, parseDate, parseUtcDate } from '#proto/jmap/date.ts';

test('A UTCDate has a fraction only when there is one (RFC 8620 §1.4)', () => {
  const ms = Date.UTC(2026, 1, 3, 4, 5, 6);
  assert.equal(formatUtcDate(ms), '2026-02-03T04:05:06Z');
  assert.equal(formatUtcDate(ms + 120), '2026-02-03T04:05:06.12Z');
  assert.equal(parseUtcDate('2026-02-03T04:05:06Z'), ms);
  assert.equal(parseUtcDate('2026-02-03T04:05:06.120Z'), ms + 120);
  assert.equal(parseUtcDate('2026-02-03T04:05:06+01:00'), undefined);
  assert.equal(formatUtcDate(Number.MAX_SAFE_INTEGER), '9999-12-31T23:59:59.999Z');
});

test('A Date keeps the clock that it was written by (RFC 8620 §1.4)', () => {
  const ms = Date.UTC(2026, 1, 3, 23, 30);
  assert.equal(formatDate(ms, 90), '2026-02-04T01:00:00+01:30');
  assert.equal(formatDate(ms, -300), '2026-02-03T18:30:00-05:00');
  assert.equal(formatDate(ms, 0), '2026-02-03T23:30:00Z');
  assert.equal(parseDate('2026-02-04T01:00:00+01:30'), ms);
  assert.equal(parseDate('2026-02-03T18:30:00-05:00'), ms);
});

test('What is no date is none: letters are capital, days exist, zeros are not written (RFC 8620 §1.4)', () => {
  for (const text of [
    '2026-02-30T00:00:00Z',
    '2026-02-03t00:00:00z',
    '2026-02-03T00:00:00.000Z',
    '2026-02-03T00:00Z',
    '2026-02-03T24:00:00Z',
    '2026-02-03T00:00:00+24:00',
    '2026-02-03 00:00:00Z',
    '',
  ]) {
    assert.equal(parseDate(text), undefined, text);
  }
});
