import assert from 'node:assert/strict';
import { test } from 'node:test';

import { linkPieces, textBlocks } from './text-blocks.ts';

test('A text is divided into words, quotations and the signature', () => {
  const text = 'Yes.\r\n\r\n> When?\r\n>\r\n> Now?\r\n\r\nAt three.\r\n-- \r\nAda\r\n> no quote';
  assert.deepEqual(textBlocks(text), [
    { kind: 'text', text: 'Yes.\n' },
    { kind: 'quote', text: '> When?\n>\n> Now?\n' },
    { kind: 'text', text: 'At three.' },
    { kind: 'signature', text: '-- \nAda\n> no quote' },
  ]);
  assert.deepEqual(textBlocks('\n\n'), []);
});

test('Addresses become links without the punctuation around them', () => {
  assert.deepEqual(links('See https://a.test/x_(y), or (www.b.test/z).'), [
    ['https://a.test/x_(y)', 'https://a.test/x_(y)'],
    ['www.b.test/z', 'https://www.b.test/z'],
  ]);
  assert.deepEqual(links('Write to ada@example.test!'), [
    ['ada@example.test', 'mailto:ada@example.test'],
  ]);
  assert.deepEqual(links('javascript:alert(1) data:text/html,x'), []);
  const whole = 'a https://b.test c';
  assert.equal(
    linkPieces(whole)
      .map(({ text }) => text)
      .join(''),
    whole,
  );
});

function links(text: string): readonly (readonly [string, string])[] {
  return linkPieces(text).flatMap(({ text: shown, href }) =>
    href === undefined ? [] : [[shown, href] as const],
  );
}
