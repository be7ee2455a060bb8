import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bounceDaysMax, SenderRewriting } from '#core/policy/srs/sender-rewriting.ts';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 10, 25);
const rewriting = new SenderRewriting(new Uint8Array(32).fill(1));
const sender = { localPart: 'ada=x', domain: 'example.org' };

test('A sender is wrapped and found again, in any case, for some days', () => {
  const wrapped = rewriting.wrap(sender, now) ?? '';
  assert.match(wrapped, /^SRS0=[a-z2-7]{8}=[a-z2-7]{2}=example\.org=ada=x$/);
  const found = { kind: 'sender', address: 'ada=x@example.org' };
  const late = now + bounceDaysMax * dayMs;
  assert.deepEqual(rewriting.unwrap(wrapped, late), found);
  assert.deepEqual(rewriting.unwrap(wrapped.toLowerCase(), now), found);
  assert.deepEqual(rewriting.unwrap(wrapped, late + dayMs), { kind: 'expired' });
});

test('Forged ones are known, others are nobody’s', () => {
  const wrapped = rewriting.wrap(sender, now) ?? '';
  assert.deepEqual(rewriting.unwrap(wrapped.replace('ada', 'eve'), now), { kind: 'forged' });
  const other = new SenderRewriting(new Uint8Array(32).fill(2));
  assert.deepEqual(other.unwrap(wrapped, now), { kind: 'forged' });
  assert.equal(rewriting.unwrap('ada', now), undefined);
  assert.equal(rewriting.unwrap('srs0', now), undefined);
});

test('What others have wrapped leads back past all in between', () => {
  const [first, second] = ['SRS0=abcd=ef=a.test=u', 'SRS1=qrst=one.test==abcd=ef=a.test=u'];
  const found = { kind: 'sender', address: `${first}@one.test` };
  for (const [localPart, domain] of [
    [first, 'one.test'],
    [second, 'two.test'],
  ] as const) {
    const wrapped = rewriting.wrap({ localPart, domain }, now) ?? '';
    assert.match(wrapped, /^SRS1=/);
    assert.deepEqual(rewriting.unwrap(wrapped, now), found);
  }
});

test('Nothing becomes longer than a local part may be (RFC 5321 §4.5.3.1.1)', () => {
  assert.equal(
    rewriting.wrap({ localPart: 'a'.repeat(40), domain: 'example.org' }, now),
    undefined,
  );
});
