import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Refusal } from '#base/refusal.ts';
import { parseAddress, parseNewAddress } from '#core/directory/address.ts';

test('A local part has 64 octets of UTF-8 at most (RFC 6531 §3.1)', () => {
  assert.notEqual(parseAddress(`${'a'.repeat(64)}@x.test`), undefined);
  assert.equal(parseAddress(`${'a'.repeat(65)}@x.test`), undefined);
  assert.notEqual(parseAddress(`${'ü'.repeat(32)}@x.test`), undefined);
  assert.equal(parseAddress(`${'ü'.repeat(33)}@x.test`), undefined);
});

test('New addresses are atoms between single dots (RFC 5322 §3.2.3)', () => {
  for (const good of ["o'neil@x.test", 'a.b!c@x.test', 'grüße@x.test']) parseNewAddress(good);
  for (const bad of ['a b@x.test', 'a..b@x.test', '.a@x.test', 'a(b)@x.test', 'a,b@x.test']) {
    assert.throws(() => parseNewAddress(bad), Refusal, bad);
  }
});
