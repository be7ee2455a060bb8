import assert from 'node:assert/strict';
import { test } from 'node:test';

import { replaceNul } from '#proto/imap/replace-nul.ts';

test('NUL becomes 0x80 and nothing else changes, the source neither (RFC 9051 §4.3.1)', () => {
  const octets = Uint8Array.of(0, 65, 0, 0, 255, 0);
  assert.deepEqual(replaceNul(octets), Uint8Array.of(0x80, 65, 0x80, 0x80, 255, 0x80));
  assert.deepEqual(octets, Uint8Array.of(0, 65, 0, 0, 255, 0));
  assert.deepEqual(replaceNul(Uint8Array.of(1, 2)), Uint8Array.of(1, 2));
});
