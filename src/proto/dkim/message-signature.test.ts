import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { parseArcResults, parseArcSeal, parseInstance } from '#proto/dkim/arc-field.ts';
import { type DkimSignature, parseDkimSignature } from '#proto/dkim/message-signature.ts';
import { parseTagList } from '#proto/dkim/tag-list.ts';
import { base64CharactersMax, listEntriesMax } from '#proto/dkim/values.ts';

const base = { a: 'rsa-sha256', d: 'example.org', s: 'x', h: 'from', bh: 'AA==', b: 'AA==' };

function parse(tags: Record<string, string | undefined>): DkimSignature {
  const entries = Object.entries({ ...base, ...tags }).filter(([, value]) => value !== undefined);
  return parseDkimSignature(parseTagList(entries.map(([k, v]) => `${k}=${v ?? ''}`).join('; ')));
}

test('A signature has defaults (RFC 6376 §3.5)', () => {
  assert.deepEqual(parse({}), {
    version: undefined,
    identity: undefined,
    algorithm: 'rsa-sha256',
    domain: 'example.org',
    selector: 'x',
    headerForm: 'simple',
    bodyForm: 'simple',
    signedNames: ['from'],
    bodyHash: Uint8Array.of(0),
    signature: Uint8Array.of(0),
    bodyOctets: undefined,
    signedAt: undefined,
    expiresAt: undefined,
    queryMethods: ['dns/txt'],
  });
});

test('A signature is read as it may be written (RFC 6376 §3.5, §2.10, §2.11, §3.1)', () => {
  const signature = parse({
    v: '1',
    c: 'relaxed',
    d: 'EXAMPLE.org',
    s: 'a.B_c',
    h: 'From : To\r\n\t:X!',
    b: 'A\r\n A = =',
    i: 'a=3Db=\r\n 20c@x.example.org',
    l: '5',
    t: '1',
    x: '2',
    q: 'a:dns/txt',
  });
  assert.equal(signature.version, '1');
  assert.deepEqual([signature.headerForm, signature.bodyForm], ['relaxed', 'simple']);
  assert.deepEqual([signature.domain, signature.selector], ['example.org', 'a.b_c']);
  assert.deepEqual(signature.signedNames, ['from', 'to', 'x!']);
  assert.equal(signature.identity, 'a=b c@x.example.org');
  assert.deepEqual([signature.bodyOctets, signature.signedAt, signature.expiresAt], [5, 1, 2]);
  assert.deepEqual(signature.queryMethods, ['a', 'dns/txt']);
});

const faults: readonly Record<string, string | undefined>[] = [
  ...Object.keys(base).map((name) => ({ [name]: undefined })),
  ...Object.keys(base).map((name) => ({ [name]: '' })),
  { a: 'rsa' },
  { a: 'rsa- sha256' },
  { d: 'org' },
  { d: 'a..org' },
  { d: '-a.org' },
  { d: `${'a'.repeat(64)}.org` },
  { d: `${'a.'.repeat(126)}org` },
  { s: '.x' },
  { h: 'from:' },
  { h: 'from: a b' },
  { h: 'x:'.repeat(listEntriesMax) + 'x' },
  { bh: 'A*==' },
  { b: 'A'.repeat(base64CharactersMax + 1) },
  { c: 'relaxed/simple/x' },
  { c: 'nofws' },
  { l: '-1' },
  { l: '1'.repeat(77) },
  { t: 'x' },
  { t: '1'.repeat(13) },
  { t: '2', x: '2' },
  { i: 'example.org' },
  { i: 'a@b=4' },
  { i: 'a=0D=0AX: y@example.org' },
];
for (const fault of faults)
  test(`A signature with ${JSON.stringify(fault).slice(0, 60)} is malformed (RFC 6376 §3.5)`, () => {
    assert.throws(() => parse(fault), ParseError);
  });

test('A length that no number holds is as good as infinite (RFC 6376 §3.5)', () => {
  assert.ok((parse({ l: '9'.repeat(76) }).bodyOctets ?? 0) > Number.MAX_SAFE_INTEGER);
});

test('A seal is read; it has no h= (RFC 8617 §4.1.3, §4.4)', () => {
  const seal = 'i=50; a=ed25519-sha256; d=example.org; s=x; cv=fail; b=AA==';
  assert.deepEqual(parseArcSeal(parseTagList(seal)), {
    algorithm: 'ed25519-sha256',
    domain: 'example.org',
    selector: 'x',
    chainStatus: 'fail',
    signature: Uint8Array.of(0),
  });
  for (const more of ['; h=from', '; t=', '; t=x']) {
    assert.throws(() => parseArcSeal(parseTagList(seal + more)), ParseError);
  }
  assert.throws(() => parseArcSeal(parseTagList(seal.replace('fail', 'Fail'))), ParseError);
});

test('Instances go from 1 to 50 (RFC 8617 §4.2.1)', () => {
  assert.equal(parseInstance(parseTagList('i=50')), 50);
  for (const text of ['i=0', 'i=51', 'i=', 'i=x', 'i=001', 'a=1']) {
    assert.throws(() => parseInstance(parseTagList(text)), ParseError);
  }
});

test('ARC-Authentication-Results begins with its instance (RFC 8617 §4.1.1)', () => {
  assert.deepEqual(parseArcResults(' (a)i = (b) 2 ;\r\n mx.example; spf=pass; dkim=none'), {
    instance: 2,
    results: 'mx.example; spf=pass; dkim=none',
  });
  for (const text of ['', 'i=1', 'mx.example; spf=pass', 'i=0; x', 'i=51; x', 'i=1 x; y']) {
    assert.throws(() => parseArcResults(text), ParseError);
  }
});
