import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ahead, missingPages, rowsInView, scrollTopFor } from './list-window.ts';
import { extendTo, noSelection, toggleRow } from './selection.ts';

test('Of 100,000 rows those in sight and a few around them are drawn', () => {
  const view = { height: 700, rowHeight: 70, total: 100_000 };
  assert.deepEqual(rowsInView({ ...view, scrollTop: 0 }), { first: 0, end: 18 });
  assert.deepEqual(rowsInView({ ...view, scrollTop: 3_500_000 }), { first: 49_992, end: 50_018 });
  assert.deepEqual(rowsInView({ ...view, scrollTop: 7_000_000 }), { first: 99_992, end: 100_000 });
  assert.deepEqual(rowsInView({ ...view, scrollTop: 9e9, total: 3 }), { first: 3, end: 3 });
});

test('Only pages with unknown rows are asked for', () => {
  const rows = Array.from({ length: 200 }, (_, at) => (at < 60 ? `e${at}` : undefined));
  assert.deepEqual(missingPages({ first: 0, end: 50 }, rows), []);
  assert.deepEqual(missingPages({ first: 40, end: 110 }, rows), [50, 100]);
});

test('What comes next is loaded, too, within the list', () => {
  assert.deepEqual(ahead({ first: 10, end: 30 }, 50), { first: 0, end: 50 });
  assert.deepEqual(ahead({ first: 100, end: 120 }, 500), { first: 60, end: 160 });
});

test('A row comes into sight with the least movement', () => {
  const view = { scrollTop: 100, height: 100, rowHeight: 20 };
  assert.equal(scrollTopFor(6, view), 100);
  assert.equal(scrollTopFor(2, view), 40);
  assert.equal(scrollTopFor(10, view), 120);
});

test('Rows are selected one by one and in ranges', () => {
  const rows = ['a', 'b', undefined, 'd', 'e'];
  const first = toggleRow(noSelection, 'b');
  const range = extendTo(first, 'e', rows);
  assert.deepEqual([...range.ids], ['b', 'd', 'e']);
  assert.equal(range.anchor, 'b');
  assert.deepEqual([...extendTo(range, 'a', rows).ids].toSorted(), ['a', 'b', 'd', 'e']);
  assert.deepEqual([...toggleRow(range, 'd').ids], ['b', 'e']);
  assert.deepEqual([...extendTo(noSelection, 'd', rows).ids], ['d']);
});
