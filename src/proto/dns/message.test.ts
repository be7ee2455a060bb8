import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { optCode, typeCodes } from '#proto/dns/codes.ts';
import { optionsMax } from '#proto/dns/edns.ts';
import { ipv4Text, ipv6Text } from '#proto/dns/ip-address.ts';
import {
  decodeMessage,
  encodeMessage,
  questionsMax,
  sectionRecordsMax,
  type DnsMessage,
} from '#proto/dns/message.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { ttlSecondsMax, type ResourceRecord } from '#proto/dns/record.ts';
import { fc } from '#test/stage/property.ts';

const plain: DnsMessage = {
  id: 1,
  flags: {
    response: true,
    authoritative: false,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: true,
    authenticData: false,
    checkingDisabled: false,
  },
  operation: 0,
  responseCode: 0,
  questions: [{ name: 'Example.test', code: typeCodes.MX, dnsClass: 1 }],
  answers: [],
  authorities: [],
  additionals: [],
  edns: undefined,
};

const record = (name: string, data: RecordData): ResourceRecord => ({
  name,
  dnsClass: 1,
  ttlSeconds: 300,
  data,
});

/** The header of a response with so many questions and answers, and what follows. */
const raw = (questions: number, answers: number, ...rest: number[]): Uint8Array =>
  Uint8Array.of(0, 1, 0x80, 0, 0, questions, 0, answers, 0, 0, 0, 0, ...rest);

const refused = (message: DnsMessage, because: RegExp) => {
  assert.throws(() => decodeMessage(encodeMessage(message)), because);
};

/** A response with one answer of that type and data. */
const answer = (code: number, ...data: number[]) =>
  raw(0, 1, 0, code >> 8, code & 255, 0, 1, 0, 0, 0, 0, 0, data.length, ...data);

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(/\s/gu, ''), 'hex');

test('a message is written with its names compressed, and their case kept (RFC 1035 §4.1.4)', () => {
  const message = {
    ...plain,
    answers: [
      record('Example.test', { type: 'MX', preference: 10, exchange: 'mx.Example.test' }),
      record('Example.test', { type: 'MX', preference: 20, exchange: 'mx.example.test' }),
    ],
  };
  const octets = encodeMessage(message);
  assert.deepEqual(decodeMessage(octets), message);
  assert.deepEqual(
    octets,
    Uint8Array.from(
      hex(`0001 8180 0001 0002 0000 0000  07 4578616d706c65 04 74657374 00 000f 0001
        c00c 000f 0001 0000012c 0007 000a 02 6d78 c00c
        c00c 000f 0001 0000012c 000f 0014 02 6d78 07 6578616d706c65 c014`),
    ),
  );
});

test('the target of SRV is not compressed, but read when it is (RFC 2782, RFC 3597 §4)', () => {
  const srv = { type: 'SRV', priority: 1, weight: 2, port: 465, target: 'example.test' } as const;
  const answers = [record('example.test', srv)];
  const questions = [{ name: 'example.test', code: typeCodes.SRV, dnsClass: 1 }];
  const octets = Buffer.from(encodeMessage({ ...plain, questions, answers }));
  assert.equal(octets.subarray(-14).toString('latin1'), '\x07example\x04test\0');
  const packed = Buffer.concat([octets.subarray(0, -14), hex('c00c')]);
  packed[packed.length - 9] = 8;
  assert.deepEqual(decodeMessage(packed).answers, answers);
});

test('EDNS carries sizes, options and the upper part of the response code (RFC 6891 §6.1.3)', () => {
  const options = [{ code: 10, octets: Uint8Array.of(1, 2) }];
  const edns = { udpOctets: 1232, version: 0, dnssecOk: true, options };
  const message = { ...plain, responseCode: 16, edns };
  assert.deepEqual(decodeMessage(encodeMessage(message)), message);
  assert.throws(() => encodeMessage({ ...plain, responseCode: 16 }), RangeError);
});

test('two OPT records, one at a name and one among the answers are refused (RFC 6891 §6.1.1)', () => {
  const opt = { type: 'OPAQUE', code: optCode, octets: new Uint8Array() } as const;
  refused({ ...plain, additionals: [record('.', opt), record('.', opt)] }, /Several OPT/u);
  refused({ ...plain, additionals: [record('x', opt)] }, /belongs to the root/u);
  refused({ ...plain, answers: [record('.', opt)] }, /wrong section/u);
  const many = { ...opt, octets: new Uint8Array(4 * (optionsMax + 1)) };
  refused({ ...plain, additionals: [record('.', many)] }, /options/u);
});

test('pointers that do not point back end the reading (RFC 1035 §4.1.4)', () => {
  const itself = raw(1, 0, 0xc0, 12, 0, 1, 0, 1);
  const ahead = raw(1, 0, 0xc0, 20, 0, 1, 0, 1, 0, 0, 0);
  const circle = raw(1, 0, 1, 0x61, 0xc0, 12, 0, 1, 0, 1);
  for (const octets of [itself, ahead, circle]) {
    assert.throws(() => decodeMessage(octets), /Pointer does not point back/u);
  }
});

test('counts beyond the bounds and octets after the message are refused', () => {
  assert.throws(() => decodeMessage(raw(questionsMax + 1, 0)), /questions/u);
  const many = raw(0, 0);
  many.set([(sectionRecordsMax + 1) >> 8, (sectionRecordsMax + 1) & 255], 6);
  assert.throws(() => decodeMessage(many), /records/u);
  assert.throws(() => decodeMessage(raw(0, 0, 0)), /Octets after the message/u);
  assert.throws(() => decodeMessage(raw(0, 1, 0, 0, 1)), /cut short/u);
});

test('data that does not have the shape of its type is refused (RFC 1035 §3.3)', () => {
  for (const octets of [
    answer(typeCodes.A, 1, 2, 3),
    answer(typeCodes.A, 1, 2, 3, 4, 5),
    answer(typeCodes.TXT),
    answer(typeCodes.TXT, 2, 0x61),
    answer(typeCodes.MX, 0, 1),
    answer(typeCodes.CAA, 0, 0, 0x61),
    answer(typeCodes.TLSA, 3, 1),
  ]) {
    assert.throws(() => decodeMessage(octets), ParseError);
  }
});

test('a time to live with its highest bit set is 0 (RFC 2181 §8)', () => {
  const octets = raw(0, 1, 0, 0, 1, 0, 1, 0x80, 0, 0, 1, 0, 4, 192, 0, 2, 1);
  assert.equal(decodeMessage(octets).answers[0]?.ttlSeconds, 0);
});

const octet = fc.nat(255);
const uint16 = fc.nat(0xffff);
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
const bytes = fc.uint8Array({ maxLength: 40 });
const string = bytes.map((octets) => String.fromCharCode(...octets));
const label = fc.stringMatching(/^[A-Za-z0-9_-]{1,9}$/u);
const name = fc.array(label, { maxLength: 5 }).map((labels) => labels.join('.') || '.');

const data: fc.Arbitrary<RecordData> = fc.oneof(
  fc
    .uint8Array({ minLength: 4, maxLength: 4 })
    .map((address) => ({ type: 'A' as const, address: ipv4Text(address) })),
  fc
    .array(fc.constantFrom(0, 0, 1, 255), { minLength: 16, maxLength: 16 })
    .map((address) => ({ type: 'AAAA' as const, address: ipv6Text(Uint8Array.from(address)) })),
  fc.record({ type: fc.constant('NS' as const), host: name }),
  fc.record({ type: fc.constantFrom('CNAME' as const, 'PTR' as const), target: name }),
  fc.record({ type: fc.constant('MX' as const), preference: uint16, exchange: name }),
  fc.record({
    type: fc.constant('TXT' as const),
    strings: fc.array(string, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('SOA' as const),
    primary: name,
    mailbox: name,
    serial: uint32,
    refresh: uint32,
    retry: uint32,
    expire: uint32,
    minimum: uint32,
  }),
  fc.record({
    type: fc.constant('SRV' as const),
    priority: uint16,
    weight: uint16,
    port: uint16,
    target: name,
  }),
  fc.record({
    type: fc.constant('TLSA' as const),
    usage: octet,
    selector: octet,
    matching: octet,
    association: bytes,
  }),
  fc.record({
    type: fc.constant('CAA' as const),
    flags: octet,
    tag: string.filter((tag) => tag !== ''),
    value: string,
  }),
  fc.record({
    type: fc.constant('OPAQUE' as const),
    code: fc.constantFrom(43, 46, 48, 65, 65_280),
    octets: bytes,
  }),
);

const records = fc.array(
  fc.record({ name, dnsClass: fc.constant(1), ttlSeconds: fc.nat(ttlSecondsMax), data }),
  { maxLength: 4 },
);

const flag = fc.boolean();

const messages: fc.Arbitrary<DnsMessage> = fc
  .record({
    id: uint16,
    flags: fc.record({
      response: flag,
      authoritative: flag,
      truncated: flag,
      recursionDesired: flag,
      recursionAvailable: flag,
      authenticData: flag,
      checkingDisabled: flag,
    }),
    operation: fc.nat(15),
    responseCode: fc.nat(15),
    questions: fc.array(fc.record({ name, code: uint16, dnsClass: uint16 }), { maxLength: 2 }),
    answers: records,
    authorities: records,
    additionals: records,
    edns: fc.option(
      fc.record({
        udpOctets: uint16,
        version: octet,
        dnssecOk: flag,
        options: fc.array(fc.record({ code: uint16, octets: bytes }), { maxLength: 2 }),
      }),
      { nil: undefined },
    ),
  })
  // Gives every object the prototype that ours have.
  .map((message) => structuredClone(message));

test('what is written is read again, unknown types included (RFC 3597 §3)', () => {
  fc.assert(
    fc.property(messages, (message) => {
      assert.deepEqual(decodeMessage(encodeMessage(message)), message);
    }),
  );
});

test('octets of any kind throw nothing but ParseError', () => {
  const spoilt = fc
    .tuple(messages, fc.array(fc.tuple(fc.nat(300), octet), { maxLength: 5 }), fc.nat(300))
    .map(([message, changes, end]) => {
      const octets = encodeMessage(message).slice(0, end);
      for (const [at, value] of changes) if (at < octets.length) octets[at] = value;
      return octets;
    });
  fc.assert(
    fc.property(fc.oneof(spoilt, fc.uint8Array()), (octets) => {
      try {
        decodeMessage(octets);
      } catch (error) {
        assert.ok(error instanceof ParseError, String(error));
      }
    }),
  );
});
