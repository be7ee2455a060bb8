import assert from 'node:assert/strict';
import { test } from 'node:test';

import { passwordStrength } from './password-strength.ts';

test('Strength counts what is hard to guess, not what repeats', () => {
  assert.equal(passwordStrength('short'), 0);
  assert.equal(passwordStrength('aaaaaaaaaaaaaaaaaaaa'), 1);
  assert.equal(passwordStrength('1234567890123'), 1);
  assert.equal(passwordStrength('Tr7mk-q9Z'), 2);
  assert.equal(passwordStrength('correct horse battery staple'), 3);
});
