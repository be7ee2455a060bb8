import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Refusal } from '#base/refusal.ts';
import { readClientFinal, readClientFirst } from '#core/auth/scram-messages.ts';
import { scramIterations } from '#core/auth/scram-verifier.ts';

test('Names are unescaped, and a lone = is refused (RFC 5802 §5.1)', () => {
  assert.equal(readClientFirst('n,,n=a=2Cb=3Dc,r=x').login, 'a,b=c');
  assert.equal(readClientFirst('n,a=u=3Dv,n=a,r=x').authorization, 'u=v');
  for (const name of ['a=', 'a=2c', 'a=41']) {
    assert.throws(() => readClientFirst(`n,,n=${name},r=x`), Refusal);
  }
});

test('The messages follow their grammar (RFC 5802 §7)', () => {
  const first = readClientFirst('p=tls-exporter,,n=ada,r=abc,z=more');
  assert.deepEqual(first.binding, { type: 'tls-exporter' });
  assert.deepEqual([first.header, first.bare], ['p=tls-exporter,,', 'n=ada,r=abc,z=more']);
  assert.equal(readClientFirst('y,,n=ada,r=abc').binding, 'y');
  for (const wrong of ['', 'n,,r=abc', 'x,,n=a,r=b', 'n,,m=1,n=a,r=b', 'n,,n=,r=b', 'n,,n=a,r=']) {
    assert.throws(() => readClientFirst(wrong), Refusal);
  }
  const proof = `${'A'.repeat(43)}=`;
  const last = readClientFinal(`c=biws,r=abc,p=${proof}`);
  assert.equal(Buffer.from(last.channelBinding).toString(), 'n,,');
  assert.equal(last.withoutProof, 'c=biws,r=abc');
  for (const wrong of [`c=biws,p=${proof}`, 'c=biws,r=abc', 'c=biws,r=abc,p=AAAA']) {
    assert.throws(() => readClientFinal(wrong), Refusal);
  }
});

test('Verifiers are made with more rounds than the least allowed (RFC 7677 §4)', () => {
  assert.ok(scramIterations >= 4_096);
});
