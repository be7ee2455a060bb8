import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { parseKeyRecord } from '#proto/dkim/key-record.ts';
import { parseTagList, tagsMax } from '#proto/dkim/tag-list.ts';
import { fc } from '#test/stage/property.ts';

function values(text: string): Record<string, string> {
  return Object.fromEntries([...parseTagList(text)].map(([name, { value }]) => [name, value]));
}

function tags(count: number): string {
  return Array.from({ length: count }, (_, at) => `t${at}=x`).join(';');
}

test('A tag list is read with white space around names and values (RFC 6376 §3.2)', () => {
  assert.deepEqual(values(' v = 1 ;\r\n\ta=rsa-sha256; n=a b\r\n c=d;'), {
    v: '1',
    a: 'rsa-sha256',
    n: 'a b\r\n c=d',
  });
  assert.deepEqual(values('a=;A=1; \r\n '), { a: '', A: '1' });
});

for (const text of ['', ' ', ';', 'a', 'a=1;;b=2', 'a=1; b', '1=a', 'a b=1', 'a=1; a=2', 'a=\x01'])
  test(`${JSON.stringify(text)} is no tag list (RFC 6376 §3.2)`, () => {
    assert.throws(() => parseTagList(text), ParseError);
  });

test('A tag list has a bound', () => {
  assert.equal(parseTagList(tags(tagsMax)).size, tagsMax);
  assert.throws(() => parseTagList(tags(tagsMax + 1)), ParseError);
});

test('A tag says where its value lies, white space included', () => {
  const text = ' a=1; b= x\r\n y ; c=3';
  const tag = parseTagList(text).get('b');
  assert.equal(text.slice(tag?.start, tag?.end), ' x\r\n y ');
});

test('A key record is read (RFC 6376 §3.6.1)', () => {
  assert.deepEqual(parseKeyRecord('p=AAEC'), {
    keyType: 'rsa',
    publicKey: Uint8Array.of(0, 1, 2),
    hashes: undefined,
    forMail: true,
    testing: false,
    strictIdentity: false,
  });
  assert.deepEqual(
    parseKeyRecord('v=DKIM1; k=ed25519; h=sha1 : sha256; s=tlsrpt; t=y:s; n=x; g=; p=A A\r\n E C;'),
    {
      keyType: 'ed25519',
      publicKey: Uint8Array.of(0, 1, 2),
      hashes: ['sha1', 'sha256'],
      forMail: false,
      testing: true,
      strictIdentity: true,
    },
  );
  assert.equal(parseKeyRecord('v=DKIM1; s=tlsrpt:email; p=AAEC').forMail, true);
});

test('A key record without data in p= is a revoked key (RFC 6376 §3.6.1)', () => {
  assert.equal(parseKeyRecord('v=DKIM1; p=').publicKey, undefined);
});

for (const record of [
  'v=spf1 -all',
  'k=rsa',
  'p=AAEC; v=DKIM1',
  'v=DKIM2; p=AAEC',
  'p=!',
  'h=; p=',
])
  test(`${JSON.stringify(record)} is no key record (RFC 6376 §3.6.1)`, () => {
    assert.throws(() => parseKeyRecord(record), ParseError);
  });

test('Parsers throw nothing but ParseError', () => {
  const pieces = [
    'v=',
    'DKIM1',
    'p=',
    'h=',
    ':',
    ';',
    ' ',
    '\r\n ',
    '=',
    '=4',
    's',
    'A',
    '\xff',
    '*',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
      for (const parse of [parseTagList, parseKeyRecord]) {
        try {
          parse(parts.join(''));
        } catch (error) {
          assert.ok(error instanceof ParseError);
        }
      }
    }),
  );
});
