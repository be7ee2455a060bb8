import assert from 'node:assert/strict';
import { test } from 'node:test';

import { messageFacts } from '#core/delivery/message-facts.ts';
import { MessageScanner } from '#proto/mime/scanner.ts';
import { messageAttribute } from '#store/message-attribute.ts';

function attributesOf(...pieces: readonly string[]): number {
  const scanner = new MessageScanner();
  for (const piece of pieces) scanner.push(Buffer.from(piece, 'latin1'));
  const { attributes } = messageFacts(scanner.end(), 0);
  assert.ok((attributes & messageAttribute.judged) !== 0);
  return attributes & ~messageAttribute.judged;
}

test('A message with NUL is filed as one, wherever it has it (RFC 9051 §4.3.1)', () => {
  assert.equal(attributesOf('A: b\r\n\r\n', 'c\0', 'd\r\n'), messageAttribute.nul);
  assert.equal(attributesOf('A: \0\r\n', '\r\nc\r\n'), messageAttribute.nul);
  assert.equal(attributesOf('A: b\r\n\r\nc\r\n', '\0'), messageAttribute.nul);
  assert.equal(attributesOf('A: b\r\n\r\n', 'c\x800\r\n'), 0);
});

test('A part that calls itself an attachment is noted (RFC 2183 §2.2)', () => {
  const head = 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n';
  assert.equal(
    attributesOf(`${head}Content-Disposition: Attachment\r\n\r\n\0\r\n--b--\r\n`),
    messageAttribute.attachment | messageAttribute.nul,
  );
  assert.equal(attributesOf(`${head}Content-Disposition: inline\r\n\r\nx\r\n--b--\r\n`), 0);
});
