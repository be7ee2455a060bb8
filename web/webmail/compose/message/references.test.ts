import assert from 'node:assert/strict';
import { test } from 'node:test';

import { forwardThread, replyThread } from './references.ts';

test('an answer names its parent and all before it (RFC 5322 §3.6.4)', () => {
  const original = { messageId: ['c@x'], inReplyTo: ['b@x'], references: ['a@x', 'b@x'] };
  assert.deepEqual(replyThread(original), {
    inReplyTo: ['c@x'],
    references: ['a@x', 'b@x', 'c@x'],
  });
  assert.deepEqual(forwardThread(original), {
    inReplyTo: null,
    references: ['a@x', 'b@x', 'c@x'],
  });
});

test('one parent stands in for missing references (RFC 5322 §3.6.4)', () => {
  const thread = replyThread({ messageId: ['b@x'], inReplyTo: ['a@x'], references: null });
  assert.deepEqual(thread.references, ['a@x', 'b@x']);
  const two = replyThread({ messageId: ['b@x'], inReplyTo: ['a@x', 'z@x'], references: null });
  assert.deepEqual(two.references, ['b@x']);
});

test('long conversations keep their first and their latest ids', () => {
  const references = Array.from({ length: 100 }, (_, at) => `m${at}@x`);
  const thread = replyThread({ messageId: ['last@x'], inReplyTo: null, references });
  assert.equal(thread.references?.length, 30);
  assert.equal(thread.references?.[0], 'm0@x');
  assert.equal(thread.references?.at(-1), 'last@x');
});

test('a message without an id is answered without references', () => {
  const thread = replyThread({ messageId: null, inReplyTo: null, references: null });
  assert.deepEqual(thread, { inReplyTo: null, references: null });
});
