import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sendableOctets } from '#core/submission/sendable-octets.ts';

test('A message with bare line ends goes out with whole ones (RFC 5321 §2.3.8)', () => {
  for (const [given, expected] of [
    ['a\r\nb\r\n', 'a\r\nb\r\n'],
    ['a\nb\r', 'a\r\nb\r\n'],
    ['a\r.\r\nb', 'a\r\n.\r\nb'],
    ['a\r\né\n', 'a\r\né\r\n'],
    ['a\ré', 'a\r\né'],
    ['', ''],
  ] as const) {
    const { octets } = sendableOctets(Buffer.from(given, 'latin1'));
    assert.equal(Buffer.from(octets).toString('latin1'), expected);
  }
});

test('What goes beyond ASCII is known (RFC 6152 §2)', () => {
  assert.equal(sendableOctets(Buffer.from('a\r\n')).eightBit, false);
  assert.equal(sendableOctets(Buffer.from('é\r\n')).eightBit, true);
});
