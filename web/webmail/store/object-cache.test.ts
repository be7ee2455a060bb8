import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ObjectCache } from './object-cache.ts';

test('Whoever follows an object hears of it, before it is there and when it goes', () => {
  const cache = new ObjectCache<{ readonly id: string; readonly n: number }>();
  const followed = cache.of('a');
  assert.equal(followed.value, undefined);
  cache.put([{ id: 'a', n: 1 }]);
  assert.equal(cache.peek('a')?.n, 1);
  assert.deepEqual(followed.value, { id: 'a', n: 1 });
  cache.remove(['a', 'b']);
  assert.equal(followed.value, undefined);
  assert.deepEqual(cache.ids(), []);
});

test('The oldest are forgotten, but not what is in sight', () => {
  const cache = new ObjectCache<{ readonly id: string }>();
  cache.put(['a', 'b', 'c', 'd', 'e'].map((id) => ({ id })));
  assert.deepEqual([...cache.trim(5, new Set())], []);
  assert.deepEqual([...cache.trim(3, new Set(['a']))], ['b', 'c']);
  assert.deepEqual(cache.ids(), ['a', 'd', 'e']);
  assert.equal(cache.peek('b'), undefined);
});
