import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';

import { der } from '#net/der.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';

const validity = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2055, 0, 1) };
const authority = issueAuthority('Test CA', validity);
const root = new X509Certificate(authority.certificate);
const leaf = new X509Certificate(
  issueLeaf(authority, ['mail.example.test', '127.0.0.1'], validity).certificate,
);

test('The authority is one and its leaf is none (RFC 5280 §4.2.1.9)', () => {
  assert.equal(root.ca, true);
  assert.equal(leaf.ca, false);
  assert.equal(leaf.checkIssued(root), true);
  assert.equal(leaf.verify(root.publicKey), true);
});

test('Names and addresses are alternative names (RFC 5280 §4.2.1.6)', () => {
  assert.equal(leaf.checkHost('mail.example.test'), 'mail.example.test');
  assert.equal(leaf.checkIP('127.0.0.1'), '127.0.0.1');
  assert.equal(leaf.checkHost('other.test'), undefined);
});

test('Serial numbers are positive, short and not the same (RFC 5280 §4.1.2.2)', () => {
  assert.match(leaf.serialNumber, /^[0-7][0-9A-F]{1,39}$/);
  assert.notEqual(leaf.serialNumber, root.serialNumber);
});

test('Times are UTCTime until 2049 and GeneralizedTime from then on (RFC 5280 §4.1.2.5)', () => {
  const [shortTag] = der.time(Date.UTC(2049, 11, 31));
  const [longTag] = der.time(Date.UTC(2050, 0, 1));
  assert.deepEqual([shortTag, longTag], [0x17, 0x18]);
  assert.equal(Date.parse(leaf.validTo), validity.to);
});
