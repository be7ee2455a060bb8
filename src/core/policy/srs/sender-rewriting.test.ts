import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bounceDaysMax, SenderRewriting } from '#core/policy/srs/sender-rewriting.ts';
import { fc } from '#test/stage/property.ts';

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

test('A rewritten address always comes back to the original, whatever became of its case (RFC 5321 §2.4)', () => {
  const tags = fc.constantFrom('', 'SRS0=', 'srs1=', 'SRS1=abcd=', 'SRS0==', '=', 'srs0+a=b=c=d=');
  const local = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 24 });
  const domain = fc.stringMatching(/^[a-z]{1,8}\.[a-z]{2}$/);
  fc.assert(
    fc.property(tags, local, domain, (tag, rest, name) => {
      const localPart = `${tag}${rest}`;
      const wrapped = rewriting.wrap({ localPart, domain: name }, now);
      if (wrapped === undefined) return;
      const back = rewriting.unwrap(wrapped.normalize('NFD'), now);
      const address = back?.kind === 'sender' ? back.address : '';
      const original = `${localPart}@${name}`.normalize('NFC');
      if (!/^srs[01]=/i.test(wrapped)) assert.fail(wrapped);
      if (wrapped.startsWith('SRS0')) assert.equal(address, original);
      else assert.match(address, /^SRS0=.+@[^=]+$/su); // The first who rewrote it.
    }),
    { numRuns: 2_000 },
  );
});

test('Letters with marks count the same, composed or not (RFC 6532 §3.1)', () => {
  const [composed, apart] = ['zoë', 'zoë'.normalize('NFD')];
  assert.notEqual(composed, apart);
  const wrapped = rewriting.wrap({ localPart: apart, domain: 'example.org' }, now) ?? '';
  const found = { kind: 'sender', address: `${composed}@example.org` };
  assert.deepEqual(rewriting.unwrap(wrapped, now), found);
  assert.deepEqual(rewriting.unwrap(wrapped.normalize('NFD'), now), found);
});

test('What only looks like SRS1 is wrapped like any other', () => {
  const odd = { localPart: 'srs1=a=b=c=d', domain: 'x.test' };
  const wrapped = rewriting.wrap(odd, now) ?? '';
  assert.match(wrapped, /^SRS0=/);
  assert.deepEqual(rewriting.unwrap(wrapped, now), {
    kind: 'sender',
    address: 'srs1=a=b=c=d@x.test',
  });
});
