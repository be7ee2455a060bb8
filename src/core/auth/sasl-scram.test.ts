import assert from 'node:assert/strict';
import test from 'node:test';

import { Refusal, refuse } from '#base/refusal.ts';
import { SaslScram } from '#core/auth/sasl-scram.ts';
import { deriveScram } from '#core/auth/scram-verifier.ts';

const login = { tenantId: 1, accountId: 1, address: 'user@example.test', credentialId: 1 };
const verifier = await deriveScram(
  'pencil',
  Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'),
  4096,
);

function exchange({ plus = false, exporter }: { plus?: boolean; exporter?: Uint8Array } = {}) {
  return new SaslScram({
    plus,
    exporter,
    makeNonce: () => '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
    candidates: async () => ({ ...verifier, secrets: [{ verifier, accept: () => login }] }),
    denied: () => refuse('login.denied'),
  });
}

function refusal(code: string) {
  return (error: unknown) => error instanceof Refusal && error.code === code;
}

test('SCRAM-SHA-256 answers as in the example (RFC 7677 §3)', async () => {
  const scram = exchange();
  const first = await scram.step(Buffer.from('n,,n=user,r=rOprNGfwEbeRWgbNEkqO'));
  assert.equal(first.kind, 'challenge');
  assert.equal(
    Buffer.from(first.data ?? []).toString(),
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  );
  const last = await scram.step(
    Buffer.from(
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,' +
        'p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    ),
  );
  assert.equal(last.kind, 'done');
  assert.equal(
    Buffer.from(last.data ?? []).toString(),
    'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  );
});

test('SCRAM refuses a wrong proof and a changed nonce (RFC 5802 §5)', async () => {
  for (const [nonce, proof] of [
    ['abc%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0', `${'A'.repeat(43)}=`],
    ['abcd', 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ='],
  ]) {
    const scram = exchange();
    await scram.step(Buffer.from('n,,n=user,r=abc'));
    const final = Buffer.from(`c=biws,r=${nonce},p=${proof}`);
    await assert.rejects(scram.step(final), refusal('login.denied'));
  }
});

test('SCRAM notices that the binding mechanism was taken from the offer (RFC 5802 §6)', async () => {
  const scram = exchange({ exporter: new Uint8Array(32) });
  await assert.rejects(scram.step(Buffer.from('y,,n=user,r=abc')), refusal('login.denied'));
});

test('SCRAM-PLUS refuses another channel than the one it runs on (RFC 5802 §6)', async () => {
  const scram = exchange({ plus: true, exporter: new Uint8Array(32).fill(1) });
  await scram.step(Buffer.from('p=tls-exporter,,n=user,r=abc'));
  const other = Buffer.concat([Buffer.from('p=tls-exporter,,'), new Uint8Array(32).fill(2)]);
  const final = `c=${other.toString('base64')},r=abc%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=${'A'.repeat(43)}=`;
  await assert.rejects(scram.step(Buffer.from(final)), refusal('login.denied'));
});
