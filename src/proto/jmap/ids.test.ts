import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatBlobId, formatId, isId, parseBlobId, parseId } from '#proto/jmap/ids.ts';
import { formatPushState, parsePushState } from '#proto/jmap/push-state.ts';
import { fc } from '#test/stage/property.ts';

test('One thing has one id, and an id of another kind is none (RFC 8620 §1.2)', () => {
  assert.equal(formatId('e', 17), 'e17');
  assert.equal(parseId('e', 'e17'), 17);
  for (const text of ['m17', 'e', 'e0', 'e017', 'e-1', 'e1.5', 'E17', 'e1234567890123456', '17']) {
    assert.equal(parseId('e', text), undefined, text);
  }
  assert.ok(isId('aZ09_-'));
  for (const text of ['', 'a b', 'ä', 'a'.repeat(256)]) assert.ok(!isId(text), text);
});

test('Blob ids name messages, parts and uploads (RFC 8620 §6)', () => {
  const blobs = [
    { kind: 'message', messageId: 5 },
    { kind: 'upload', uploadId: 9 },
    { kind: 'part', messageId: 5, start: 0, end: 10, encoding: 'q' },
  ] as const;
  for (const blob of blobs) {
    const id = formatBlobId(blob);
    assert.ok(isId(id));
    assert.deepEqual(parseBlobId(id), blob);
  }
  for (const text of ['b5-00-10-q', 'b5-10-9-7', 'b5-1-2-x', 'b0-1-2-7', 'b05', 'u0', 'x5', 'b']) {
    assert.equal(parseBlobId(text), undefined, text);
  }
});

test('Whatever is read as an id is written so again', () => {
  const letters = fc.constantFrom('b', 'u', 'e', 'a', '0', '1', '7', '9', '-', 'q', ':', ',');
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 14 }), (text) => {
      const blob = parseBlobId(text);
      if (blob !== undefined) assert.equal(formatBlobId(blob), text);
      const number = parseId('e', text);
      if (number !== undefined) assert.equal(formatId('e', number), text);
      const state = parsePushState(text);
      if (state !== undefined) assert.ok(formatPushState(state).length <= text.length);
    }),
  );
});

test('A push state comes back as it was told (RFC 8887 §4.3.5)', () => {
  const state = new Map([
    ['a1', 0],
    ['a12', 99],
  ]);
  assert.equal(formatPushState(state), 'a1:0,a12:99');
  assert.deepEqual(parsePushState('a1:0,a12:99'), state);
  for (const text of ['', 'a1', 'a1:', 'b1:2', 'a1:2,', `${'a1:1,'.repeat(9_999)}a1:1`]) {
    assert.equal(parsePushState(text), undefined, text.slice(0, 20));
  }
});
