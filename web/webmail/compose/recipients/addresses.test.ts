import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatAddress, isAddress, parseAddresses, withoutDoubles } from './addresses.ts';

const emails = (text: string) => parseAddresses(text).map(({ email }) => email);

test('lists of addresses are read however they are divided', () => {
  assert.deepEqual(emails('ada@x.test, bob@x.test;carl@x.test\nada@y.test'), [
    'ada@x.test',
    'bob@x.test',
    'carl@x.test',
    'ada@y.test',
  ]);
  assert.deepEqual(emails('ada@x.test bob@x.test'), ['ada@x.test', 'bob@x.test']);
  assert.deepEqual(emails(' ,; \r\n'), []);
});

test('names are taken with their addresses (RFC 5322 §3.4)', () => {
  assert.deepEqual(parseAddresses('"Doe, \\"J\\" Jane" <jane@x.test>, Ada L. <ada@x.test>'), [
    { name: 'Doe, "J" Jane', email: 'jane@x.test' },
    { name: 'Ada L.', email: 'ada@x.test' },
  ]);
  assert.deepEqual(parseAddresses('ada@x.test (Ada Lovelace)'), [
    { name: null, email: 'ada@x.test' },
  ]);
  assert.deepEqual(parseAddresses('Ada Lovelace ada@x.test'), [
    { name: 'Ada Lovelace', email: 'ada@x.test' },
  ]);
  assert.deepEqual(emails('friends: ada@x.test, bob@x.test;'), ['ada@x.test', 'bob@x.test']);
  assert.deepEqual(emails('mailto:ada@x.test'), ['ada@x.test']);
});

test('what is no address is kept as it was typed', () => {
  assert.deepEqual(parseAddresses('ada at home, bob@x.test'), [
    { name: null, email: 'ada at home' },
    { name: null, email: 'bob@x.test' },
  ]);
});

test('a quote that was left open ends with its line', () => {
  assert.equal(emails('"Ada <ada@x.test>\nbob@x.test').at(-1), 'bob@x.test');
});

test('addresses are known by their form (RFC 5321 §4.1.2)', () => {
  for (const email of [
    'a@b.test',
    'a.b+c@b.test',
    '"a b"@c.test',
    'grüße@müller.test',
    'a@[127.0.0.1]',
  ]) {
    assert.ok(isAddress(email), email);
  }
  for (const email of [
    '',
    '@b.test',
    'a@',
    'a@b',
    'a..b@c.test',
    'a b@c.test',
    'a@-b.test',
    'a@b..test',
  ]) {
    assert.ok(!isAddress(email), email);
  }
  assert.ok(!isAddress(`${'a'.repeat(65)}@b.test`));
});

test('an address that is written comes back when it is read', () => {
  const given = [
    { name: 'Ada Lovelace', email: 'ada@x.test' },
    { name: 'Doe, "J" \\ Jane', email: 'jane@x.test' },
    { name: null, email: 'bob@x.test' },
  ];
  assert.deepEqual(parseAddresses(given.map(formatAddress).join(', ')), given);
});

test('doubles are left out, whatever their case', () => {
  const list = parseAddresses('Ada@x.test, ada@X.test, bob@x.test');
  assert.deepEqual(
    withoutDoubles(list, ['BOB@x.test']).map(({ email }) => email),
    ['Ada@x.test'],
  );
});
