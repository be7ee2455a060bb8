import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';

import { issueAuthority } from '#net/issue-certificate.ts';
import { ParseError } from '#proto/cursor.ts';
import { publicKeyInfo } from '#proto/dane/public-key-info.ts';
import { type TlsaRecord, tlsaText, usableTlsa } from '#proto/dane/tlsa.ts';

const { certificate } = issueAuthority('Test', { from: 0, to: 1 });
const parsed = new X509Certificate(certificate);

function record(usage: number, selector: number, matching: number, octets: number): TlsaRecord {
  return { usage, selector, matching, association: new Uint8Array(octets).fill(10) };
}

test('Usages 2 and 3 with whole data can be used by SMTP (RFC 7672 §3.1, RFC 6698 §2.1.2, RFC 6698 §2.1.3)', () => {
  for (const one of [record(2, 0, 1, 32), record(3, 1, 1, 32), record(3, 0, 2, 64)]) {
    assert.deepEqual(usableTlsa([one]), [one]);
  }
  const exact = { ...record(3, 0, 0, 0), association: parsed.raw };
  assert.deepEqual(usableTlsa([exact]), [exact]);
});

for (const [title, one] of [
  ['usage 0', record(0, 1, 1, 32)],
  ['usage 1', record(1, 1, 1, 32)],
  ['an unknown usage', record(4, 1, 1, 32)],
  ['an unknown selector', record(3, 2, 1, 32)],
  ['an unknown matching', record(3, 1, 3, 32)],
  ['a digest cut short', record(3, 1, 1, 31)],
  ['a digest of another kind', record(3, 1, 2, 32)],
  ['exact data that are none', record(3, 1, 0, 32)],
  ['no data', record(3, 1, 0, 0)],
] as const) {
  test(`A record with ${title} cannot be used (RFC 7672 §3.1.3)`, () => {
    assert.deepEqual(usableTlsa([one]), []);
  });
}

test('Of two digests the stronger one counts (RFC 7671 §9)', () => {
  const weak = record(3, 1, 1, 32);
  const strong = record(3, 1, 2, 64);
  const other = record(3, 0, 1, 32);
  assert.deepEqual(usableTlsa([weak, strong, other]), [strong, other]);
});

test('A record is written as in a zone (RFC 6698 §2.2)', () => {
  assert.equal(tlsaText(record(3, 1, 1, 2)), '3 1 1 0a0a');
});

test('The public key is found in a certificate (RFC 6698 §1.2)', () => {
  const expected = parsed.publicKey.export({ type: 'spki', format: 'der' });
  assert.deepEqual(Buffer.from(publicKeyInfo(parsed.raw)), expected);
  for (let length = 0; length < parsed.raw.length; length++) {
    assert.throws(() => publicKeyInfo(parsed.raw.subarray(0, length)), ParseError);
  }
});
