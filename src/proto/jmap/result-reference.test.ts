import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MethodError } from '#proto/jmap/method-error.ts';
import { referencedValuesMax, resolveReferences, valueAt } from '#proto/jmap/result-reference.ts';
import { fc } from '#test/stage/property.ts';

test('A path leads through objects and lists, and * stands for all elements (RFC 8620 §3.7)', () => {
  const root = {
    ids: ['a', 'b'],
    list: [
      { id: 1, emailIds: ['x', 'y'] },
      { id: 2, emailIds: ['z'] },
    ],
    deep: [[1, [2]], [[3, [4]]]],
    '*': { '': 5 },
    none: null,
  };
  for (const [path, value] of [
    ['', root],
    ['/ids', ['a', 'b']],
    ['/ids/1', 'b'],
    ['/ids/*', ['a', 'b']],
    ['/list/*/id', [1, 2]],
    ['/list/*/emailIds', ['x', 'y', 'z']],
    ['/list/*/emailIds/*', ['x', 'y', 'z']],
    ['/list/*/emailIds/0', ['x', 'z']],
    ['/deep/*', [1, [2], [3, [4]]]],
    ['/deep/*/*', [1, 2, 3, [4]]],
    ['/*/', 5],
    ['/none', null],
  ] as const) {
    assert.deepEqual(valueAt(root, path), value, path);
  }
  for (const path of [
    'ids',
    '/nothing',
    '/ids/2',
    '/ids/01',
    '/ids/-1',
    '/ids/-',
    '/list/*/x',
    '/none/x',
    '/toString',
    '/ids/length',
    '/'.repeat(17),
    `/${'x'.repeat(1_024)}`,
  ]) {
    assert.throws(() => valueAt(root, path), { type: 'invalidResultReference' }, path);
  }
});

test('The names of members are unescaped as RFC 6901 §4 has it', () => {
  const root = { 'a/b': 1, 'm~n': 2, '~1': 3 };
  assert.equal(valueAt(root, '/a~1b'), 1);
  assert.equal(valueAt(root, '/m~0n'), 2);
  assert.equal(valueAt(root, '/~01'), 3);
});

test('What a reference leads to is bounded', () => {
  const list = Array.from({ length: 200 }, () => Array.from({ length: 51 }, () => 0));
  assert.ok(200 * 51 > referencedValuesMax);
  assert.throws(() => valueAt({ list }, '/list/*/*'), { type: 'invalidResultReference' });
});

test('Arguments without # stay as they are, the others take what was answered (RFC 8620 §3.7)', () => {
  const earlier = [
    { callId: 'a', name: 'X/query', args: { ids: [1] } },
    { callId: 'a', name: 'X/more', args: { ids: [2] } },
  ];
  const reference = { resultOf: 'a', name: 'X/query', path: '/ids' };
  assert.deepEqual(resolveReferences({ b: 1, '#ids': reference }, earlier), { b: 1, ids: [1] });
  const plain = { b: 1 };
  assert.equal(resolveReferences(plain, earlier), plain);
  // The first response to a call is the one that counts.
  const more = { ...reference, name: 'X/more' };
  assert.throws(() => resolveReferences({ '#ids': more }, earlier), /answered by X\/query/u);
});

test('A path throws nothing but MethodError, whatever it leads through', () => {
  const path = fc.string({
    unit: fc.constantFrom('/', '*', '0', '1', 'a', '~', '-'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), path, (value, text) => {
      try {
        valueAt({ a: value as never, '0': [value as never] }, text);
      } catch (error) {
        assert.ok(error instanceof MethodError);
      }
    }),
  );
});
