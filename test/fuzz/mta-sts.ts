import assert from 'node:assert/strict';

import { ParseError } from '#proto/cursor.ts';
import { matchesMx } from '#proto/mta-sts/mx-pattern.ts';
import { parseStsPolicy, type StsPolicy, stsPolicyLines } from '#proto/mta-sts/sts-policy.ts';
import { stsPolicyId } from '#proto/mta-sts/sts-record.ts';

/** The octets as a policy, and as the record that announces one. */
export function fuzzMtaSts(octets: Uint8Array): void {
  fuzzPolicy(octets);
  fuzzRecord(octets);
}

/** A policy that was read is read again from what we write, and means the names that it tells. */
function fuzzPolicy(octets: Uint8Array): void {
  let policy: StsPolicy;
  try {
    policy = parseStsPolicy(Buffer.from(octets).toString('latin1'));
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return;
  }
  assert.deepEqual(parseStsPolicy(stsPolicyLines(policy).join('\r\n')), policy);
  for (const pattern of policy.mx) assert.ok(matchesMx(pattern.replace('*', 'a'), policy.mx));
}

/** Nothing is thrown; an id is a word that stands in the text. */
function fuzzRecord(octets: Uint8Array): void {
  const text = Buffer.from(octets).toString('latin1');
  const id = stsPolicyId([text]);
  if (id !== undefined) assert.ok(/^[a-z\d]{1,32}$/i.test(id) && text.includes(id));
  if (id !== undefined) assert.equal(stsPolicyId([text, text]), undefined);
}
