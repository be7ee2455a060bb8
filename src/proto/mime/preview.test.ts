import assert from 'node:assert/strict';
import { test } from 'node:test';

import { unescape } from '#proto/mime/lexical.ts';
import { previewOf } from '#proto/mime/preview.ts';
import { scanMessage } from '#proto/mime/scanner.ts';

test('A preview has 200 characters at most (RFC 8970 §3.2)', () => {
  const body = Buffer.from(
    `Content-Type: text/plain; charset=utf-8\r\n\r\n${'ü x'.repeat(300)}\r\n`,
  );
  const preview = previewOf(scanMessage(body).samples);
  assert.ok(preview.length > 100 && preview.length <= 200, String(preview.length));
});

test('A quoted pair stands for its second character (RFC 5322 §3.2.1)', () => {
  assert.equal(unescape('a\\"b\\\\c'), 'a"b\\c');
  assert.equal(unescape('a\\'), 'a');
  assert.equal(unescape('plain'), 'plain');
});
