import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refusalCodesOf, renderRefusals } from './refusals.ts';

const text = `
export type ShelfRefusalCode =
  | 'shelf.full'
  | 'shelf.absent';
const shelf = found ?? refuse('shelf.lost', 'Cannot find it');
throw new Refusal('shelf.burnt');
const path = 'shelf.ts';
`;

test('codes are found in unions and where something is refused', () => {
  const codes = ['shelf.full', 'shelf.absent', 'shelf.lost', 'shelf.burnt'];
  assert.deepEqual(refusalCodesOf(text), codes);
});

test('the page says what a protocol names and leaves out what it does not', () => {
  const says = { ABC: (code: string) => (code === 'shelf.full' ? '9 Full' : '8 No') };
  const page = renderRefusals(['shelf.lost', 'shelf.full', 'shelf.full'], says).split('\n');
  assert.deepEqual(page.slice(-4), [
    '| `shelf.full` | 9 Full |',
    '| `shelf.lost` | – |',
    '| all others | 8 No |',
    '',
  ]);
});

test('each protocol says of a full mailbox that it is full (RFC 3463 §3.3, RFC 5530 §3)', () => {
  const line = renderRefusals(['mailbox.full'])
    .split('\n')
    .find((each) => each.includes('mailbox.full'));
  assert.match(line ?? '', /\| 452 4\.2\.2 .* \| NO \[OVERQUOTA\] /);
});
