/** Fields and bodies made to cost time: each takes time in proportion to its length. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseAddressList } from '#proto/mime/address.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import { encodeRecord } from '#proto/mime/record.ts';
import { scanMessage } from '#proto/mime/scanner.ts';

const octets = 200_000;

/** Generous, since other work may hold the processor: quadratic work takes seconds. */
const msMax = 500;

const tokens = [
  '(',
  ')',
  '"',
  '<',
  '>',
  '@',
  'a',
  'a ',
  'a:',
  '@:',
  ':;',
  'a@b,',
  '<a@b>,',
  '=?',
  '=?utf-8?q?',
  '=?utf-8?b?AA==?= ',
  '\\',
  ';',
  'a=b;',
  "a*0*='",
  '\r\n ',
];

const names = ['Subject', 'From', 'To', 'References', 'Date', 'Content-Disposition'];

function quick(name: string, work: () => void): void {
  const began = performance.now();
  work();
  const took = performance.now() - began;
  assert.ok(took < msMax, `${name} took ${took.toFixed(0)} ms`);
}

test('No token makes a field expensive', () => {
  for (const token of tokens) {
    const field = token.repeat(octets / token.length);
    for (const text of [
      field,
      `${field}@`,
      `a a a @${field}`,
      `${'a '.repeat(octets / 4)}@${field}`,
    ]) {
      quick(`addresses of ${token}`, () => parseAddressList(text));
    }
    quick(`words of ${token}`, () => decodeWords(field));
    for (const name of [...names, 'Content-Type: a/b; x', 'Content-Type: multipart/x; boundary']) {
      const separator = name.includes(':') ? '=' : ': ';
      const message = Buffer.from(`${name}${separator}${field}\r\n\r\nbody`);
      quick(`${name} of ${token}`, () => encodeRecord(scanMessage(message)));
    }
    const html = Buffer.from(`Content-Type: text/html\r\n\r\n${field}`);
    quick(`HTML of ${token}`, () => encodeRecord(scanMessage(html)));
  }
});

test('No nesting and no number of parts or fields makes a message expensive', () => {
  const part = '--b\r\n\r\nx\r\n'.repeat(50_000);
  const many = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${part}`;
  let deep = '';
  for (let level = 0; level < 5_000; level++) {
    deep += `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`;
  }
  const messages = 'Content-Type: message/rfc822\r\n\r\n'.repeat(10_000);
  const fields = 'A: b\r\n'.repeat(100_000);
  for (const text of [many, deep, messages, fields]) {
    const message = Buffer.from(text);
    quick(text.slice(0, 40), () => encodeRecord(scanMessage(message)));
  }
});
