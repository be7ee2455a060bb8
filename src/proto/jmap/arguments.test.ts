import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Arguments, intMax } from '#proto/jmap/arguments.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';

test('Arguments are read by their types, null being none (RFC 8620 §1.2, §1.3, §3.6.2)', () => {
  const args = new Arguments({
    id: 'e1',
    creation: '#k1',
    ids: ['a', 'b', 'a'],
    text: 'x',
    texts: ['x', 'x'],
    count: intMax,
    below: -intMax,
    flag: false,
    object: { a: 1 },
    objects: { k: {} },
    none: null,
  });
  assert.equal(args.id('id'), 'e1');
  assert.equal(args.id('creation'), '#k1');
  assert.deepEqual(args.optionalIds('ids', 3), ['a', 'b']);
  assert.equal(args.string('text'), 'x');
  assert.deepEqual(args.optionalStrings('texts', 2), ['x', 'x']);
  assert.equal(args.optionalUnsigned('count'), intMax);
  assert.equal(args.optionalInt('below'), -intMax);
  assert.equal(args.optionalBoolean('flag', true), false);
  assert.equal(args.optionalBoolean('none', true), true);
  assert.deepEqual(args.optionalObject('object'), { a: 1 });
  assert.deepEqual([...args.optionalObjects('objects', 1)], [['k', {}]]);
  assert.equal(args.optionalState('none'), undefined);
  assert.ok(args.has('none') && !args.has('toString'));
  assert.equal(args.value('toString'), undefined);
  args.done();
});

test('A wrong type, a missing argument and an unknown one are named (RFC 8620 §3.6.2)', () => {
  const args = new Arguments({
    id: 'a b',
    ids: ['#', 1],
    text: 1,
    count: 1.5,
    below: -1,
    large: 2 ** 53,
    flag: 'x',
    list: {},
    object: [],
    objects: { k: 1 },
  });
  for (const [read, words] of [
    [() => args.id('id'), 'id is not an id'],
    [() => args.id('missing'), 'missing is missing'],
    [() => args.optionalIds('ids', 9), 'ids has what is no id'],
    [() => args.string('text'), 'text is not a string'],
    [() => args.state('absent'), 'absent is missing'],
    [() => args.optionalInt('count'), 'count is not an integer'],
    [() => args.optionalInt('large'), 'large is not an integer'],
    [() => args.optionalUnsigned('below'), 'below is negative'],
    [() => args.optionalBoolean('flag', true), 'flag is not true or false'],
    [() => args.optionalList('list', 9), 'list is not a list'],
    [() => args.optionalObject('object'), 'object is not an object'],
    [() => args.optionalObjects('objects', 9), 'objects has what is no object'],
    [() => new Arguments({ a: 1 }).done(), 'a is not an argument of this method'],
  ] as const) {
    assert.throws(read, { type: 'invalidArguments', message: words });
  }
  const many = new Arguments({ ids: ['a', 'b'], objects: { a: {}, b: {} } });
  assert.throws(() => many.optionalIds('ids', 1), { type: 'requestTooLarge' });
  assert.throws(() => many.optionalObjects('objects', 1), { type: 'requestTooLarge' });
});

/** An error as a client gets it. */
function written(error: unknown): unknown {
  return JSON.parse(JSON.stringify(error));
}

test('Errors are written as the RFC has them (RFC 8620 §3.6.2, §5.3)', () => {
  assert.deepEqual(written(new MethodError('stateMismatch')), { type: 'stateMismatch' });
  assert.deepEqual(written(new MethodError('tooManyChanges', 'so many', { limit: 3 })), {
    type: 'tooManyChanges',
    description: 'so many',
    limit: 3,
  });
  assert.throws(() => refuseArguments('x'), { type: 'invalidArguments' });
  assert.deepEqual(written({ notCreated: { k: invalidProperties(['name']) } }), {
    notCreated: { k: { type: 'invalidProperties', properties: ['name'] } },
  });
  assert.deepEqual(written(new SetError('alreadyExists', 'it is', { existingId: 'e1' })), {
    type: 'alreadyExists',
    description: 'it is',
    existingId: 'e1',
  });
});
