import assert from 'node:assert/strict';
import { test } from 'node:test';

import { collectContacts, suggest, type Use } from './suggest.ts';

const dayMs = 86_400_000;
const nowMs = 1_000 * dayMs;

function use(email: string, name: string | null, sent: boolean, daysAgo: number): Use {
  return { address: { name, email }, sent, atMs: nowMs - daysAgo * dayMs };
}

const contacts = collectContacts(
  [
    use('ada@x.test', 'Ada Lovelace', true, 1),
    use('ada@x.test', null, true, 0),
    use('adam@y.test', 'Adam Smith', false, 1),
    use('adam@y.test', 'Adam Smith', false, 2),
    use('old.adalbert@x.test', null, true, 900),
    use('bob@x.test', 'Bob', false, 3),
  ],
  nowMs,
);

const found = (typed: string, taken: readonly string[] = []) =>
  suggest(contacts, typed, { taken: new Set(taken), nowMs }).map(({ email }) => email);

test('whom one writes to often and lately comes first', () => {
  assert.deepEqual(found('ad'), ['ada@x.test', 'adam@y.test', 'old.adalbert@x.test']);
});

test('words match the beginnings of names and addresses, in any order', () => {
  assert.deepEqual(found('love a'), ['ada@x.test']);
  assert.deepEqual(
    found('y.te'),
    ['adam@y.test'].filter(() => false),
  );
  assert.deepEqual(found('adam@y'), ['adam@y.test']);
  assert.deepEqual(found('y'), ['adam@y.test']);
  assert.deepEqual(found(''), []);
  assert.deepEqual(found('zzz'), []);
});

test('who is there already is not suggested', () => {
  assert.deepEqual(found('ada', ['ada@x.test']), ['adam@y.test', 'old.adalbert@x.test']);
});

test('a name that is known is kept when a later use has none', () => {
  assert.equal(contacts.find(({ email }) => email === 'ada@x.test')?.name, 'Ada Lovelace');
});
