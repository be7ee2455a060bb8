import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { IJsonReader, jsonDepthMax, parseIJson } from '#proto/jmap/i-json.ts';
import { fc } from '#test/stage/property.ts';

function read(text: string): unknown {
  return parseIJson(Buffer.from(text));
}

test('Whatever JSON.stringify writes is read alike, in pieces of any size (RFC 8259, RFC 7493 §2)', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 1, max: 50 }), (value, size) => {
      const text = JSON.stringify(value, null, size % 3);
      const reader = new IJsonReader(Buffer.from(text));
      while (!reader.read(size));
      assert.deepEqual(reader.value, JSON.parse(text));
    }),
  );
});

test('Escapes, numbers and spaces are those of RFC 8259', () => {
  assert.equal(read(String.raw` "\"\\\/\b\f\n\r\t\u00fc\ud83d\ude00" `), '"\\/\b\f\n\r\tü😀');
  assert.deepEqual(read('\t[ -0 , 1.5e+2, 0.1E-1 ]\r\n'), [-0, 150, 0.01]);
  const own = Object(read('{"__proto__":{"a":1},"constructor":null}'));
  assert.deepEqual(Object.keys(own), ['__proto__', 'constructor']);
  assert.equal(Object.getPrototypeOf(own), Object.prototype);
});

test('What I-JSON forbids is refused (RFC 7493 §2.1, §2.2, §2.3)', () => {
  for (const text of [
    '{"a":1,"a":2}',
    String.raw`{"a":1,"\u0061":2}`,
    String.raw`"\ud800"`,
    String.raw`"\udc00\ud800"`,
    '1e400',
    '\u{feff}1',
  ]) {
    assert.throws(() => read(text), ParseError, text);
  }
  assert.throws(() => parseIJson(Buffer.from([0x22, 0xff, 0x22])), ParseError);
  assert.throws(() => parseIJson(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])), ParseError);
});

test('What is no JSON is refused with the place of the fault', () => {
  for (const [text, offset] of [
    ['', 0],
    ['{', 1],
    ['[1,]', 3],
    ['{"a":1,}', 7],
    ['{a:1}', 1],
    ['[1 2]', 3],
    ['01', 1],
    ['+1', 0],
    ['.5', 0],
    ['"\n"', 1],
    [String.raw`"\x"`, 1],
    [String.raw`"\u12g4"`, 1],
    ['nul', 0],
    ['"abc', 4],
    ['1 1', 2],
    ['[}', 1],
    ['1'.repeat(64), 0],
  ] as const) {
    assert.throws(() => read(text), { name: 'ParseError', offset }, text);
  }
});

function deep(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

test('Depth is bounded', () => {
  read(deep(jsonDepthMax));
  assert.throws(() => read(deep(jsonDepthMax + 1)), /More than 64 levels/u);
});

test('One turn reads no more than it is allowed, but for a run', () => {
  const spaces = ' '.repeat(100_000);
  const text = `{"long":${spaces}"${'x'.repeat(100_000)}","list":[${'1,'.repeat(50_000)}1]}`;
  const reader = new IJsonReader(Buffer.from(text));
  let turns = 1;
  while (!reader.read(20_000)) turns++;
  assert.ok(turns >= text.length / (20_000 + 16_384), String(turns));
  assert.equal(Object(reader.value).list.length, 50_001);
});
