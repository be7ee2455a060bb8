import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { parseMailArguments } from '#proto/smtp/mail-arguments.ts';

function wishes(parameters: string) {
  const { hold, deliverBy, priority } = parseMailArguments(`FROM:<a@b.test> ${parameters}`);
  return { hold, deliverBy, priority };
}

test('HOLDFOR and HOLDUNTIL say how long to hold (RFC 4865 §5)', () => {
  assert.deepEqual(wishes('HOLDFOR=3600').hold, { seconds: 3_600 });
  const until = Date.UTC(2026, 10, 26, 8);
  assert.deepEqual(wishes('holduntil=2026-11-26T09:00:00+01:00').hold, { until });
  assert.deepEqual(wishes('HOLDUNTIL=2026-11-26T08:00:00Z').hold, { until });
  for (const wrong of ['HOLDFOR', 'HOLDFOR=-1', 'HOLDFOR=1234567890', 'HOLDUNTIL=tomorrow']) {
    assert.throws(() => wishes(wrong), ParseError, wrong);
  }
  assert.throws(() => wishes('HOLDFOR=1 HOLDUNTIL=2026-11-26T08:00:00Z'), ParseError);
});

test('BY says how long it may take, and what happens then (RFC 2852 §4)', () => {
  assert.deepEqual(wishes('BY=120;R').deliverBy, { seconds: 120, mode: 'return', trace: false });
  assert.deepEqual(wishes('BY=-5;nt').deliverBy, { seconds: -5, mode: 'notify', trace: true });
  for (const wrong of ['BY', 'BY=5', 'BY=0;R', 'BY=-1;R', 'BY=5;X', 'BY=1234567890;N']) {
    assert.throws(() => wishes(wrong), ParseError, wrong);
  }
});

test('MT-PRIORITY is a digit with a sign (RFC 6710 §5)', () => {
  assert.equal(wishes('MT-PRIORITY=-9').priority, -9);
  assert.equal(wishes('MT-PRIORITY=3').priority, 3);
  for (const wrong of ['MT-PRIORITY', 'MT-PRIORITY=10', 'MT-PRIORITY=+3', 'MT-PRIORITY=a']) {
    assert.throws(() => wishes(wrong), ParseError, wrong);
  }
});
