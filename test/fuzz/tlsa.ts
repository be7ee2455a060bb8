import assert from 'node:assert/strict';

import { ParseError } from '#proto/cursor.ts';
import { isDerSequence, publicKeyInfo } from '#proto/dane/public-key-info.ts';
import { tlsaText, usableTlsa } from '#proto/dane/tlsa.ts';

/**
 * The octets as a record's data after its three numbers, and as a certificate: what is found in one
 * is a whole sequence within it.
 */
export function fuzzTlsa(octets: Uint8Array): void {
  const [usage = 0, selector = 0, matching = 0] = octets;
  const record = { usage, selector, matching, association: octets.subarray(3) };
  const strong = { ...record, matching: 2, association: new Uint8Array(64) };
  const usable = usableTlsa([record, strong]);
  assert.ok(usable.length <= 2 && usable.every((one) => /^[23] [01] [012] /.test(tlsaText(one))));
  for (const certificate of [octets, octets.subarray(3)]) {
    try {
      const found = publicKeyInfo(certificate);
      assert.ok(isDerSequence(found));
      assert.ok(Buffer.from(certificate).includes(found));
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
    }
  }
}
