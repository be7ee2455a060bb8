import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Batch } from './batch.ts';
import { MethodFailure } from './errors.ts';

test('Calls refer to one another, and each finds its answer (RFC 8620 §3.7)', () => {
  const batch = new Batch('a1');
  const query = batch.call<{ ids: string[] }>('Email/query', { limit: 2 });
  const get = batch.call<{ list: unknown[] }>('Email/get', { '#ids': query.ref('/ids') });
  assert.deepEqual(batch.invocations, [
    ['Email/query', { accountId: 'a1', limit: 2 }, 'c0'],
    [
      'Email/get',
      { accountId: 'a1', '#ids': { resultOf: 'c0', name: 'Email/query', path: '/ids' } },
      'c1',
    ],
  ]);
  assert.throws(() => get.answer, /not sent yet/u);
  batch.settle([
    ['Email/query', { ids: ['e1'] }, 'c0'],
    ['error', { type: 'invalidArguments', description: 'No' }, 'c1'],
  ]);
  assert.deepEqual(query.answer, { ids: ['e1'] });
  assert.throws(
    () => get.answer,
    (error) => error instanceof MethodFailure && error.type === 'invalidArguments',
  );
});

test('The first answer to a call counts; one that lacks is a failure (RFC 8620 §3.4)', () => {
  const batch = new Batch('a1');
  const set = batch.call('Email/set', { update: {} });
  const lost = batch.call('Email/get', { ids: [] });
  batch.settle([
    ['Email/set', { newState: '2' }, 'c0'],
    ['Email/set', { newState: '3' }, 'c0'],
  ]);
  assert.deepEqual(set.answer, { newState: '2' });
  assert.ok(lost.failure instanceof MethodFailure);
});

test('What makes new objects is not sent twice', () => {
  const batch = new Batch('a1');
  batch.call('Email/set', { update: {} });
  assert.equal(batch.repeatable, true);
  batch.call('Mailbox/set', { create: {} });
  assert.equal(batch.repeatable, false);
});
