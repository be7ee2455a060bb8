import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeHz, decodeIso2022Kr } from '#proto/mime/shifted-charset.ts';
import { decodeUtf7 } from '#proto/mime/utf7.ts';

test('UTF-7 runs begin with + and end with - (RFC 2152)', () => {
  assert.equal(decodeUtf7(Buffer.from('Hi Mom -+Jjo--!')), 'Hi Mom -☺-!');
  assert.equal(decodeUtf7(Buffer.from('A+ImIDkQ.')), 'A≢Α.');
  assert.equal(decodeUtf7(Buffer.from('1 +- 1')), '1 + 1');
});

test('HZ switches by ~{ and ~}, and ~~ is a tilde (RFC 1843)', () => {
  const octets = Buffer.from('This: ~{<:Ky2;S{#,NpJ)l6HK!#~}Bye. ~~', 'latin1');
  assert.equal(decodeHz(octets), 'This: 己所不欲，勿施於人。Bye. ~');
});

test('ISO-2022-KR switches by SO and SI behind its header (RFC 1557)', () => {
  const octets = Buffer.from('\x1b$)C\r\n\x0eGQ\x0f a\x0e1[\x0f', 'latin1');
  assert.equal(decodeIso2022Kr(octets).replace(/^\s+/, ''), '한 a글');
});
