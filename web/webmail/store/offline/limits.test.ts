import assert from 'node:assert/strict';
import { test } from 'node:test';

import { messagesMax, octetsMax, surplus, weigh, withList, listRowsMax } from './limits.ts';

const message = (at: number, octets: number) => ({ id: `e${at}`, octets, keptAt: at });

test('Beyond the number of messages the longest untouched go', () => {
  const kept = Array.from({ length: messagesMax + 2 }, (_, at) => message(at, 10));
  assert.deepEqual(surplus(kept), ['e1', 'e0']);
  assert.deepEqual(surplus(kept.slice(2)), []);
});

test('Beyond the octets the longest untouched go', () => {
  const kept = [message(1, octetsMax / 2), message(2, octetsMax / 2), message(3, octetsMax / 2)];
  assert.deepEqual(surplus(kept), ['e1']);
  assert.deepEqual(surplus([message(1, octetsMax + 1)]), ['e1']);
});

test('A list that is seen again is in front once, and no longer than is kept', () => {
  const ids = Array.from({ length: listRowsMax + 1 }, (_, at) => `e${at}`);
  const lists = withList(
    [
      { mailboxId: 'm2', ids: [] },
      { mailboxId: 'm1', ids: [] },
    ],
    {
      mailboxId: 'm1',
      ids,
    },
  );
  assert.deepEqual(
    lists.map(({ mailboxId }) => mailboxId),
    ['m1', 'm2'],
  );
  assert.equal(lists[0]?.ids.length, listRowsMax);
  const many = Array.from({ length: 12 }, (_, at) => ({ mailboxId: `m${at}`, ids: [] }));
  assert.equal(many.reduce<ReturnType<typeof withList>>(withList, []).length, 10);
});

test('A message weighs what its texts do, and a row', () => {
  assert.ok(weigh(undefined) > 0);
});
