import assert from 'node:assert/strict';
import { test } from 'node:test';

import { base32, matchTotp, otpauthUri, totpCode, totpStepOf } from '#core/auth/totp.ts';

const secret = Buffer.from('12345678901234567890');

test('Codes are those of RFC 6238 appendix B and RFC 4226 appendix D (RFC 6238 §4.2, RFC 4226 §5.3)', () => {
  // The RFC has eight digits; the last six are a code of six.
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ] as const) {
    assert.equal(totpCode(secret, totpStepOf(seconds * 1_000)), code);
  }
  const counted = Array.from({ length: 4 }, (_, counter) => totpCode(secret, counter));
  assert.deepEqual(counted, ['755224', '287082', '359152', '969429']);
});

test('A clock may be one step off, not two (RFC 6238 §6)', () => {
  const now = 1_234_567_890_000;
  const step = totpStepOf(now);
  for (const drift of [-1, 0, 1]) {
    assert.equal(matchTotp(secret, totpCode(secret, step + drift), now), step + drift);
  }
  for (const drift of [-2, 2]) {
    assert.equal(matchTotp(secret, totpCode(secret, step + drift), now), undefined);
  }
  for (const code of ['', '12345', '1234567', '12345a', '١٢٣٤٥٦']) {
    assert.equal(matchTotp(secret, code, now), undefined);
  }
});

test('Apps get the secret in base 32 (RFC 4648 §6)', () => {
  assert.equal(base32(Buffer.from('foobar')), 'MZXW6YTBOI');
  assert.equal(
    otpauthUri({ issuer: 'mail.example.org', account: 'ada@example.org', secret }),
    'otpauth://totp/mail.example.org:ada%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ' +
      '&issuer=mail.example.org&algorithm=SHA1&digits=6&period=30',
  );
});
