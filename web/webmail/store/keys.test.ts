import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keyName, KeySequence } from './keys.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test('Keys have the name that is printed on them', () => {
  assert.equal(keyName({ ...none, key: 'J' }), 'j');
  assert.equal(keyName({ ...none, key: '#', shiftKey: true }), '#');
  assert.equal(keyName({ ...none, key: 'ArrowDown', shiftKey: true }), 'shift+ArrowDown');
  assert.equal(keyName({ ...none, key: 'k', metaKey: true }), 'mod+k');
  assert.equal(keyName({ ...none, key: 'Shift', shiftKey: true }), undefined);
  assert.equal(keyName({ ...none, key: 'x', altKey: true }), undefined);
});

test('Two keys in a row are one name, unless they come too late', () => {
  const sequence = new KeySequence(['j', 'g i']);
  assert.equal(sequence.take('j', 0), 'j');
  assert.equal(sequence.take('g', 10), undefined);
  assert.equal(sequence.take('i', 20), 'g i');
  assert.equal(sequence.take('i', 30), 'i');
  assert.equal(sequence.take('g', 40), undefined);
  assert.equal(sequence.take('i', 9_000), 'i');
});
