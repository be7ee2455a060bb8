import assert from 'node:assert/strict';
import { test } from 'node:test';

import { normalizeDomain } from '#core/directory/domain-name.ts';

test('Labels have 63 octets and names 253 at most (RFC 1035 §2.3.4)', () => {
  const label = 'a'.repeat(63);
  assert.equal(normalizeDomain(`${label}.test`), `${label}.test`);
  assert.equal(normalizeDomain(`${label}a.test`), undefined);
  const longest = `${label}.${label}.${label}.${'a'.repeat(61)}`;
  assert.equal(normalizeDomain(longest), longest);
  assert.equal(normalizeDomain(`${longest}a`), undefined);
  assert.equal(normalizeDomain('a..test'), undefined);
  assert.equal(normalizeDomain(''), undefined);
});

test('A label may begin with a digit; what looks like an address is no name (RFC 1123 §2.1)', () => {
  assert.equal(normalizeDomain('3com.test'), '3com.test');
  assert.equal(normalizeDomain('192.0.2.1'), undefined);
  assert.equal(normalizeDomain('-a.test'), undefined);
});

test('Names compare as A-labels in lower case (RFC 5890 §2.3.2.1)', () => {
  assert.equal(normalizeDomain('BÜCHER.test.'), 'xn--bcher-kva.test');
  assert.equal(normalizeDomain('XN--BCHER-KVA.TEST'), 'xn--bcher-kva.test');
});
