import assert from 'node:assert/strict';

import { decodePartText } from '#proto/mime/transfer.ts';
import { encodeRecord, RecordReader } from '#proto/mime/record.ts';
import { MessageScanner, scanMessage } from '#proto/mime/scanner.ts';
import type { Part } from '#proto/mime/structure.ts';

/** Never throws; offsets lie within their parent; chunks do not matter. */
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

/** What the record tells is what was scanned, and its answers to IMAP are whole. */
function checkRecord(record: RecordReader, root: Part): void {
  assert.deepEqual([record.root.bodyStart, record.root.bodyEnd], [root.bodyStart, root.bodyEnd]);
  assert.equal(record.root.children.length, root.children.length);
  for (const answer of [record.envelope, record.body, record.bodyStructure]) {
    assert.equal(String.fromCharCode(answer[0] ?? 0, answer.at(-1) ?? 0), '()');
  }
  assert.ok(record.preview.length <= 200 && record.people.from.length >= 0);
  assert.ok(record.ids.references.length >= 0);
}

function check(part: Part, from: number, to: number, octets: Uint8Array): void {
  assert.ok(from <= part.headerStart && part.headerStart <= part.bodyStart);
  assert.ok(part.bodyStart <= part.bodyEnd && part.bodyEnd <= to);
  if (part.children.length === 0)
    decodePartText(octets.subarray(part.bodyStart, part.bodyEnd), part);
  for (const child of part.children) check(child, part.bodyStart, part.bodyEnd, octets);
}
