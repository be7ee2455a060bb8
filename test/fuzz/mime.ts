import assert from 'node:assert/strict';

import { decodePartText } from '#proto/mime/transfer.ts';
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
}

function check(part: Part, from: number, to: number, octets: Uint8Array): void {
  assert.ok(from <= part.headerStart && part.headerStart <= part.bodyStart);
  assert.ok(part.bodyStart <= part.bodyEnd && part.bodyEnd <= to);
  if (part.children.length === 0)
    decodePartText(octets.subarray(part.bodyStart, part.bodyEnd), part);
  for (const child of part.children) check(child, part.bodyStart, part.bodyEnd, octets);
}
