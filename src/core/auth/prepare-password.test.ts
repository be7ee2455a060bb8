import assert from 'node:assert/strict';
import test from 'node:test';

import { preparePassword } from '#core/auth/prepare-password.ts';

test('Passwords that look the same are the same (RFC 4013 §2.1, §2.2, RFC 8265 §4.2.2)', () => {
  assert.equal(preparePassword('I\u00adX'), 'IX');
  assert.equal(preparePassword('\u2168'), 'IX');
  assert.equal(preparePassword('a\u00a0b'), 'a b');
  assert.equal(preparePassword('gru\u0308n'), 'gr\u00fcn');
  assert.equal(preparePassword('USER'), 'USER');
});

test('Passwords with controls, of no length or too long are refused (RFC 4013 §2.3)', () => {
  for (const password of ['', '\u0007', '\u00ad', 'a\ud800', 'x'.repeat(1_025)]) {
    assert.equal(preparePassword(password), undefined);
  }
});

test('A password of two writing directions stays valid (RFC 4013 §2.4 would refuse it)', () => {
  assert.equal(preparePassword('\u05d0a1'), '\u05d0a1');
});
