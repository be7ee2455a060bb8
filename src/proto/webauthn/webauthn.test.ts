import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { parseAttestationObject } from '#proto/webauthn/attestation-object.ts';
import { parseAuthenticatorData } from '#proto/webauthn/authenticator-data.ts';
import { parseCbor } from '#proto/webauthn/cbor.ts';
import { parseClientData } from '#proto/webauthn/client-data.ts';
import { parseCoseKey } from '#proto/webauthn/cose-key.ts';

function hex(text: string): Uint8Array {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

test('Values are those of RFC 8949 appendix A (RFC 8949 §3)', () => {
  for (const [octets, value] of [
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1_000],
    ['1a000f4240', 1_000_000],
    ['20', -1],
    ['3903e7', -1_000],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['80', []],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    [
      'a201020304',
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
  ] as const) {
    assert.deepEqual(parseCbor(hex(octets)).value, value, octets);
  }
  assert.deepEqual([...(parseCbor(hex('4401020304')).value as Uint8Array)], [1, 2, 3, 4]);
});

test('What CTAP2 does not use is refused, and so is what would cost much', () => {
  for (const octets of [
    '', // Nothing.
    '1b000000e8d4a51000', // Eight octets.
    '9f0102ff', // A length that is not said beforehand.
    'c11a514b67b0', // A tag.
    'f97e00', // A floating number.
    'f7', // undefined.
    '5affffffff', // 4 GiB of octets.
    '9affffffff', // As many entries.
    'a2010201', // The octets end early.
    'a201020103', // The same key twice.
    'a18001', // A list as a key.
    '818181818181818100', // Eight levels.
  ]) {
    assert.throws(() => parseCbor(hex(octets)), ParseError, octets);
  }
});

test('A key of another kind, or with parameters of another length, is refused (RFC 9052 §7.1, RFC 9053 §7, RFC 8230 §4, §6.1)', () => {
  const coordinate = '00'.repeat(32);
  const good = `a5 0102 0326 2001 215820${coordinate} 225820${coordinate}`;
  assert.equal(parseCoseKey(parseCbor(hex(good)).value).algorithm, -7);
  const ed25519 = `a4 0101 0327 2006 215820${coordinate}`;
  assert.equal(parseCoseKey(parseCbor(hex(ed25519)).value).jwk['crv'], 'Ed25519');
  for (const wrong of [
    good.replace('0326', '0327'),
    good.replace('2001', '2002'),
    good.replace('0102', '0103'),
    `a5 0102 0326 2001 21581f${coordinate.slice(2)} 225820${coordinate}`,
    `a4 0103 03390100 2044${'00'.repeat(4)} 2143010001`, // RSA with 32 bits.
    '80',
  ]) {
    assert.throws(() => parseCoseKey(parseCbor(hex(wrong)).value), ParseError, wrong);
  }
});

test('Authenticator data that is short, or that something follows, is refused (WebAuthn §6.1)', () => {
  const hash = '00'.repeat(32);
  const data = parseAuthenticatorData(hex(`${hash} 15 00000007`));
  assert.deepEqual(
    [data.isPresent, data.isVerified, data.isBackedUp, data.counter, data.key],
    [true, true, true, 7, undefined],
  );
  for (const wrong of [
    '',
    hash,
    `${hash} 05 00000007 00`,
    `${hash} 45 00000007 ${'00'.repeat(17)}`,
  ]) {
    assert.throws(() => parseAuthenticatorData(hex(wrong)), ParseError);
  }
  for (const wrong of ['a0', '80', 'a1 686175746844617461 4100', 'a0 00']) {
    assert.throws(() => parseAttestationObject(hex(wrong)), ParseError);
  }
});

function read(text: string) {
  return parseClientData(Buffer.from(text));
}

test('Client data is JSON with its three texts (WebAuthn §5.8.1)', () => {
  const whole = read('{"type":"t","challenge":"c","origin":"o","crossOrigin":true,"more":1}');
  assert.deepEqual(whole, { type: 't', challenge: 'c', origin: 'o', crossOrigin: true });
  for (const wrong of ['', 'null', '[]', '{', '{"type":1}', '{"type":"t","challenge":"c"}']) {
    assert.throws(() => read(wrong), ParseError, wrong);
  }
});
