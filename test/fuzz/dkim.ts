import assert from 'node:assert/strict';

import { collectChain } from '#core/policy/arc/arc-sets.ts';
import { readSignature } from '#core/policy/dkim/read-signature.ts';
import { currentAcceptance } from '#core/policy/dkim/check-signature.ts';
import { ParseError } from '#proto/cursor.ts';
import { CanonicalBody } from '#proto/dkim/canonical-body.ts';
import { canonicalField, splitHeader, toField } from '#proto/dkim/header-field.ts';
import { parseKeyRecord } from '#proto/dkim/key-record.ts';
import type { Canonicalization } from '#proto/dkim/message-signature.ts';

/** What may stand in a report: no controls. */
const printable = /^[ -~\x80-\uffff]*$/;

/**
 * The same octets as a key record, as signature fields, and as a body: nothing but ParseError is
 * thrown, reports hold no controls, and canonical forms stay as they are.
 */
export function fuzzDkim(octets: Uint8Array): void {
  const text = Buffer.from(octets).toString('latin1');
  try {
    parseKeyRecord(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
  readFields(text);
  for (const form of ['simple', 'relaxed'] as const) {
    const body = canonicalBody(form, octets, octets.length + 1);
    assert.deepEqual(canonicalBody(form, octets, 1 + ((octets[0] ?? 0) % 7)), body);
    assert.deepEqual(canonicalBody(form, body, 5), body);
  }
}

function readFields(text: string): void {
  let split: ReturnType<typeof splitHeader>;
  try {
    split = splitHeader(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return;
  }
  collectChain(split.fields);
  for (const field of split.fields) {
    const { state, ...about } = readSignature(field, {
      split,
      acceptance: currentAcceptance,
      nowMs: 0,
    });
    assert.match(Object.values(about).join(''), printable);
    if ('reason' in state) assert.match(state.reason, printable);
    const relaxed = canonicalField(field, 'relaxed');
    const again = toField(relaxed);
    assert.ok(again !== undefined && canonicalField(again, 'relaxed') === relaxed);
  }
}

function canonicalBody(form: Canonicalization, octets: Uint8Array, size: number): Buffer {
  const found: Buffer[] = [];
  const body = new CanonicalBody(form, (piece) => found.push(Buffer.from(piece)));
  for (let at = 0; at < octets.length;) at += body.push(octets.subarray(at, at + size));
  body.end();
  return Buffer.concat(found);
}
