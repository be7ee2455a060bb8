import assert from 'node:assert/strict';
import { test } from 'node:test';

import { exchangeSignature, insertSignature } from './signature.ts';

test('a signature goes to the end, below its line (RFC 3676 §4.3)', () => {
  assert.equal(insertSignature('Hello', 'Ada'), 'Hello\n\n-- \nAda');
  assert.equal(insertSignature('Hello', ' '), 'Hello');
});

test('a signature goes above what is quoted', () => {
  assert.equal(
    insertSignature('Hello\n\nOn Monday Bob wrote:\n> a', 'Ada'),
    'Hello\n\nAda\n\nOn Monday Bob wrote:\n> a',
  );
  const forwarded = insertSignature('\n---------- Forwarded message ----------\nFrom: x', 'Ada');
  assert.ok(forwarded.indexOf('Ada') < forwarded.indexOf('Forwarded'));
});

test('another identity brings its signature in place of the old one', () => {
  const text = insertSignature('Hello', 'Ada');
  assert.equal(exchangeSignature(text, { from: 'Ada', to: 'Bob' }), 'Hello\n\n-- \nBob');
  assert.equal(exchangeSignature(text, { from: 'Ada', to: '' }), 'Hello\n\n');
  assert.equal(exchangeSignature('Hello', { from: '', to: 'Bob' }), 'Hello\n\n-- \nBob');
  assert.equal(
    exchangeSignature('Hi\n\nAda\n\nBob wrote:\n> a', { from: 'Ada', to: 'Carl' }),
    'Hi\n\nCarl\n\nBob wrote:\n> a',
  );
});
