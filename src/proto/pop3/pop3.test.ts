import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { parseMessageNumber, parsePop3Command, parseTopArguments } from '#proto/pop3/command.ts';
import { multilinePieces, topOf } from '#proto/pop3/multiline.ts';
import { fc } from '#test/stage/property.ts';

const sent = (message: string) =>
  Buffer.concat([...multilinePieces(Buffer.from(message))]).toString();
const top = (message: string, lines: number) =>
  Buffer.from(topOf(Buffer.from(message), lines)).toString();

test('lines that begin with a dot get one more, and the last its CRLF (RFC 1939 §3)', () => {
  assert.equal(sent('a\r\n'), 'a\r\n.\r\n');
  assert.equal(sent('.\r\n..\r\na.b'), '..\r\n...\r\na.b\r\n.\r\n');
  assert.equal(sent(''), '.\r\n');
  fc.assert(
    fc.property(fc.array(fc.constantFrom('.', 'a', '\r\n', '\n')), (parts) => {
      const message = parts.join('');
      const told = sent(message);
      assert.equal(told.indexOf('\r\n.\r\n', -2), told === '.\r\n' ? -1 : told.length - 5);
      const whole = message === '' || message.endsWith('\r\n') ? message : `${message}\r\n`;
      const read = told.slice(0, -3).replace(/^\./, '').replaceAll('\r\n.', '\r\n');
      assert.equal(read, whole);
    }),
  );
});

test('TOP gives the header and as many lines (RFC 1939 §7)', () => {
  assert.equal(top('a: b\r\n\r\n1\r\n2\r\n', 0), 'a: b\r\n\r\n');
  assert.equal(top('a: b\r\n\r\n1\r\n2\r\n', 1), 'a: b\r\n\r\n1\r\n');
  assert.equal(top('a: b\r\n\r\n1\r\n2', 9), 'a: b\r\n\r\n1\r\n2');
  assert.equal(top('\r\n1\r\n2\r\n', 1), '\r\n1\r\n');
  assert.equal(top('a: b\r\n', 1), 'a: b\r\n');
});

test('commands are taken apart, and nothing but ParseError is thrown (RFC 1939 §3)', () => {
  assert.deepEqual(parsePop3Command('pass a b '), { keyword: 'PASS', argument: 'a b ' });
  assert.deepEqual(parseTopArguments('3 0'), { number: 3, lines: 0 });
  for (const bad of ['0', '', 'x', '1 2', '99999999999']) {
    assert.throws(() => parseMessageNumber(bad), ParseError, bad);
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const parse of [parsePop3Command, parseMessageNumber, parseTopArguments]) {
        try {
          parse(text);
        } catch (error) {
          assert.ok(error instanceof ParseError);
        }
      }
    }),
  );
});
