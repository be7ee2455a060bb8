import assert from 'node:assert/strict';

import { encodeRecord, RecordReader } from '#proto/mime/record.ts';
import type { RecordPart } from '#proto/mime/record-parts.ts';
import { MessageScanner, scanMessage } from '#proto/mime/scanner.ts';
import type { Part } from '#proto/mime/structure.ts';
import { decodePartText } from '#proto/mime/transfer.ts';

/** Never throws; offsets lie within their parent; chunks do not matter; the record tells it all. */
export function fuzzMime(octets: Uint8Array): void {
  const whole = scanMessage(octets);
  assert.equal(whole.size, octets.length);
  check(whole.root, 0, octets.length, octets);
  const scanner = new MessageScanner();
  const step = 1 + ((octets[0] ?? 0) % 97);
  for (let at = 0; at < octets.length; at += step) scanner.push(octets.subarray(at, at + step));
  assert.deepEqual(scanner.end(), whole);
  checkRecord(new RecordReader(encodeRecord(whole)), whole.root);
}

function check(part: Part, from: number, to: number, octets: Uint8Array): void {
  assert.ok(from <= part.headerStart && part.headerStart <= part.bodyStart);
  assert.ok(part.bodyStart <= part.bodyEnd && part.bodyEnd <= to);
  if (part.children.length === 0)
    decodePartText(octets.subarray(part.bodyStart, part.bodyEnd), part);
  for (const child of part.children) check(child, part.bodyStart, part.bodyEnd, octets);
}

/** What the record tells is what was scanned, and its answers to IMAP are whole. */
function checkRecord(record: RecordReader, root: Part): void {
  checkSame(record.root, root);
  for (const answer of [record.envelope, record.body, record.bodyStructure]) checkAnswer(answer);
  assert.ok(record.preview.length <= 200 && record.people.from.length >= 0);
  assert.ok(record.ids.references.length >= 0);
}

function checkSame(read: RecordPart, part: Part): void {
  for (const key of ['headerStart', 'bodyStart', 'bodyEnd'] as const) {
    assert.equal(read[key], part[key]);
  }
  assert.equal(`${read.type}/${read.subtype}`, `${part.type}/${part.subtype}`);
  assert.equal(read.children.length, part.children.length);
  for (const [index, child] of part.children.entries()) {
    const other = read.children[index];
    assert.ok(other !== undefined);
    checkSame(other, child);
  }
}

const quotedString = String.raw`"(?:[\x01-\x09\x0b\x0c\x0e-\x21\x23-\x5b\x5d-\x7f]|\\["\\])*"`;
const token = new RegExp(String.raw`\(|\)| |NIL|\d+|\{\d+\}\r\n|${quotedString}`, 'y');

/** One list of strings, literals, numbers and NIL; seven bits but for literals (RFC 9051 §9). */
function checkAnswer(answer: Uint8Array): void {
  const text = Buffer.from(answer).toString('latin1');
  let depth = 0;
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const [found] = token.exec(text) ?? assert.fail(`No IMAP at ${at} of ${text}`);
    if (found === '(') depth++;
    if (found === ')') depth--;
    if (found.startsWith('{')) {
      token.lastIndex += Number(found.slice(1, -3));
      assert.ok(token.lastIndex < text.length, text);
    }
    assert.equal(depth === 0, token.lastIndex === text.length, text);
  }
}
