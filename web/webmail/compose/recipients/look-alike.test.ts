import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lookAlike } from './look-alike.ts';

const known = ['ada@example.test', 'bob@rheinmetall.test', 'x@ab.test'];

test('domains that look like known ones are found', () => {
  assert.equal(lookAlike('ada@exarnple.test', known), 'example.test');
  assert.equal(lookAlike('ada@examp1e.test', known), 'example.test');
  assert.equal(lookAlike('ada@exаmple.test', known), 'example.test'); // A Cyrillic а.
  assert.equal(lookAlike('ada@exmaple.test', known), 'example.test');
  assert.equal(lookAlike('ada@example.tets', known), 'example.test');
  assert.equal(lookAlike('bob@rheinmetal.test', known), 'rheinmetall.test');
});

test('known, other and short domains are left alone', () => {
  assert.equal(lookAlike('eve@EXAMPLE.test', known), undefined);
  assert.equal(lookAlike('eve@mail.example.test', known), undefined);
  assert.equal(lookAlike('eve@something.test', known), undefined);
  assert.equal(lookAlike('eve@x', ['y@a.b']), undefined);
  assert.equal(lookAlike('', known), undefined);
});
