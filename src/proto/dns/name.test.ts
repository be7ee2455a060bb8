import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { ipv4Text, ipv6Text, parseIpv4, parseIpv6, reverseName } from '#proto/dns/ip-address.ts';
import {
  foldName,
  labelOctetsMax,
  nameOctetsMax,
  parseName,
  pointersMax,
  readName,
  rootName,
  writeName,
} from '#proto/dns/name.ts';
import { WireReader } from '#proto/dns/wire-reader.ts';
import { messageOctetsMax, WireWriter } from '#proto/dns/wire-writer.ts';
import { fc } from '#test/stage/property.ts';

const written = (name: string): Uint8Array => {
  const writer = new WireWriter();
  writeName(writer, name, true);
  return writer.finish();
};

const read = (...octets: number[]) => readName(new WireReader(Uint8Array.from(octets)));

test('names of any octets survive (RFC 1035 §5.1, RFC 2181 §11)', () => {
  const label = fc.uint8Array({ minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.array(label, { maxLength: 6 }), (labels) => {
      const wire = [...labels.flatMap((octets) => [octets.length, ...octets]), 0];
      const text = read(...wire);
      assert.match(text, /^[!-~]+$/u);
      assert.deepEqual([...written(text)], wire);
      assert.equal(read(...written(foldName(text))), foldName(text));
    }),
  );
});

test('text that is no name is refused (RFC 1035 §2.3.4)', () => {
  const long = 'a'.repeat(labelOctetsMax);
  assert.equal(parseName(`${long}.b.`).length, 2);
  for (const bad of ['', '..', 'a..b', '.a', `${long}a`, 'ü\u{2028}', 'a\\', '\\256', '\\1']) {
    assert.throws(() => parseName(bad), ParseError, bad);
  }
  const full = `${long}.${long}.${long}.${'a'.repeat(61)}`;
  assert.equal(written(full).length, nameOctetsMax);
  assert.throws(() => parseName(`${full}a`), ParseError);
  assert.deepEqual(parseName('a\\..b'), ['a.', 'b']);
  assert.deepEqual(parseName('a\\.'), ['a.']);
  assert.deepEqual(parseName('a\\\\.'), ['a\\']);
  assert.deepEqual(parseName(rootName), []);
});

test('letters count as equal whatever their case, and only ASCII letters (RFC 4343 §3)', () => {
  assert.equal(foldName('MX.Example.TEST.'), 'mx.example.test');
  assert.equal(foldName('\xc4\\065.'), '\\196a');
});

test('chains of pointers and labels of unknown kinds are refused (RFC 1035 §4.1.4)', () => {
  const octets = [
    0,
    ...Array.from({ length: 200 }, (_, at) => [0xc0, Math.max(0, 2 * at - 1)]).flat(),
  ];
  const from = (pointers: number) => () =>
    readName(new WireReader(Uint8Array.from(octets), 1 + 2 * (pointers - 1)));
  assert.equal(from(pointersMax)(), rootName);
  assert.throws(from(pointersMax + 1), /pointers/u);
  assert.throws(() => read(0x41, 1, 0), /Unknown kind/u);
  assert.throws(() => read(1), /cut short/u);
  assert.throws(() => read(...Array.from({ length: 200 }, () => [1, 0x61]).flat(), 0), /over/u);
});

test('a message ends at 65,535 octets (RFC 1035 §4.2.2)', () => {
  const writer = new WireWriter();
  writer.bytes(new Uint8Array(messageOctetsMax));
  assert.throws(() => writer.octet(1), RangeError);
  assert.throws(() => new WireWriter().characterString('a'.repeat(256)), RangeError);
});

const told = (text: string) => ipv6Text(parseIpv6(text));

test('addresses have one text, and any text of theirs is read (RFC 5952 §4, RFC 4291 §2.2)', () => {
  assert.equal(told('2001:DB8:0:0:1:0:0:1'), '2001:db8::1:0:0:1');
  assert.equal(told('0:0:0:0:0:0:0:0'), '::');
  assert.equal(told('::1'), '::1');
  assert.equal(told('1::'), '1::');
  assert.equal(told('2001:db8:0:1:1:1:1:1'), '2001:db8:0:1:1:1:1:1');
  assert.equal(told('10:0:0:1::'), '10:0:0:1::');
  assert.equal(told('::ffff:192.0.2.1'), '::ffff:c000:201');
  for (const bad of [
    '',
    ':',
    '1',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::g',
    '1:2:3:4:5:6:7::8',
    '::1%lo',
  ]) {
    assert.throws(() => parseIpv6(bad), ParseError, bad);
  }
  for (const bad of ['', '1.2.3', '1.2.3.4.', '256.1.1.1', '01.2.3.4']) {
    assert.throws(() => parseIpv4(bad), ParseError, bad);
  }
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 0, 0, 1, 16, 255), { minLength: 16, maxLength: 16 }),
      (octets) => {
        assert.deepEqual([...parseIpv6(ipv6Text(Uint8Array.from(octets)))], octets);
        assert.deepEqual(
          [...parseIpv4(ipv4Text(Uint8Array.from(octets.slice(12))))],
          octets.slice(12),
        );
      },
    ),
  );
});

test('the names of reverse lookups (RFC 1035 §3.5, RFC 3596 §2.5)', () => {
  assert.equal(reverseName('192.0.2.1'), '1.2.0.192.in-addr.arpa');
  assert.equal(
    reverseName('2001:db8::567:89ab'),
    'b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
  );
});
