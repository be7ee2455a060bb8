import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';

import { verifyRegistrationResponse } from '@simplewebauthn/server';
import { parseAuthenticatorData } from '@simplewebauthn/server/helpers';

import { checkPasskey, PasskeyDoubt, readNewPasskey } from '#core/auth/verify-passkey.ts';
import { parseAuthenticatorData as parseOurs } from '#proto/webauthn/authenticator-data.ts';
import { SoftwareKey } from '#test/stage/software-key.ts';

const site = { host: 'mail.example.test', origins: ['https://mail.example.test'] };
const asked = { challenge: 'AAAA', origin: 'https://mail.example.test', host: site.host };

test('A library that others use finds the same in a new passkey (RFC 9052 §7, RFC 7517 §4)', async () => {
  const answer = new SoftwareKey().create(asked);
  const ours = readNewPasskey(answer, site);
  const theirs = await verifyRegistrationResponse({
    response: { ...answer, response: { ...answer.response, transports: ['internal'] } },
    expectedChallenge: asked.challenge,
    expectedOrigin: asked.origin,
    expectedRPID: site.host,
  });
  assert.ok(theirs.verified);
  const { credential } = theirs.registrationInfo;
  assert.equal(credential.id, answer.id);
  assert.deepEqual([...credential.publicKey], [...ours.publicKey]);
});

test('It finds the same in a signature', () => {
  const key = new SoftwareKey();
  key.counter = 41;
  const { response } = key.get(asked);
  const octets = new Uint8Array(Buffer.from(response.authenticatorData, 'base64url'));
  const theirs = parseAuthenticatorData(octets);
  const ours = parseOurs(octets);
  assert.deepEqual([...theirs.rpIdHash], [...ours.hostHash]);
  assert.deepEqual(
    [theirs.counter, theirs.flags.up, theirs.flags.uv, theirs.flags.bs],
    [ours.counter, ours.isPresent, ours.isVerified, ours.isBackedUp],
  );
});

test('Keys with EdDSA and RS256 sign too, a changed octet is found (RFC 9053 §2, RFC 8812 §2)', () => {
  const ed25519 = generateKeyPairSync('ed25519');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const { x = '' } = ed25519.publicKey.export({ format: 'jwk' });
  const { n = '' } = rsa.publicKey.export({ format: 'jwk' });
  const edKey = Buffer.concat([
    Buffer.from('a4010103272006215820', 'hex'),
    Buffer.from(x, 'base64url'),
  ]);
  const rsaKey = Buffer.concat([
    Buffer.from('a401030339010020590100', 'hex'),
    Buffer.from(n, 'base64url'),
    Buffer.from('2143010001', 'hex'),
  ]);
  const { response } = new SoftwareKey().get(asked);
  const client = Buffer.from(response.clientDataJSON, 'base64url');
  const hash = createHash('sha256').update(client).digest();
  const signed = Buffer.concat([Buffer.from(response.authenticatorData, 'base64url'), hash]);
  for (const [publicKey, signature] of [
    [edKey, sign(null, signed, ed25519.privateKey)],
    [rsaKey, sign('sha256', signed, rsa.privateKey)],
  ] as const) {
    const answer = {
      id: 'x',
      response: { ...response, signature: signature.toString('base64url') },
    };
    assert.equal(checkPasskey(answer, site, { publicKey, counter: 0 }).counter, 1);
    signature[10] = (signature[10] ?? 0) ^ 1;
    const changed = {
      id: 'x',
      response: { ...response, signature: signature.toString('base64url') },
    };
    assert.throws(() => checkPasskey(changed, site, { publicKey, counter: 0 }), PasskeyDoubt);
  }
});
