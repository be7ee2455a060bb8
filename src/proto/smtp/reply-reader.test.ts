import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { formatReply } from '#proto/smtp/reply.ts';
import {
  replyLineOctetsMax,
  replyLinesMax,
  replyOctetsMax,
  ReplyReader,
  replyText,
  type ServerReply,
} from '#proto/smtp/reply-reader.ts';
import { fuzzSmtpReply } from '#test/fuzz/smtp-reply.ts';
import { fc } from '#test/stage/property.ts';

function read(octets: string): ServerReply[] {
  const replies: ServerReply[] = [];
  const reader = new ReplyReader();
  reader.push(Buffer.from(octets, 'latin1'), replies);
  assert.equal(reader.idle, true);
  return replies;
}

const reply = (code: number, enhanced: string, ...lines: string[]) => ({ code, enhanced, lines });

test('one line, several lines, several replies at once (RFC 5321 §4.2, §4.2.1, RFC 2920 §3.1)', () => {
  assert.deepEqual(read('220 mx.example.org ESMTP\r\n'), [reply(220, '', 'mx.example.org ESMTP')]);
  assert.deepEqual(read('250-mx\r\n250-SIZE 100\r\n250 DSN\r\n'), [
    reply(250, '', 'mx', 'SIZE 100', 'DSN'),
  ]);
  assert.deepEqual(read('250 2.1.0 Ok\r\n550-5.1.1 No such\r\n550 5.1.1 user\r\n354 Go\r\n'), [
    reply(250, '2.1.0', 'Ok'),
    reply(550, '5.1.1', 'No such', 'user'),
    reply(354, '', 'Go'),
  ]);
});

test('an enhanced code of another class than the reply is text (RFC 2034 §4)', () => {
  assert.deepEqual(read('550 4.7.1 Later\r\n'), [reply(550, '', '4.7.1 Later')]);
  assert.deepEqual(read('550-5.1.1 A\r\n550 5.7.1 B\r\n'), [reply(550, '5.1.1', 'A', '5.7.1 B')]);
  assert.deepEqual(read('550-A\r\n550 5.1.1 B\r\n'), [reply(550, '5.1.1', 'A', 'B')]);
  assert.deepEqual(read('550 #5.1.0 Address rejected\r\n'), [
    reply(550, '5.1.0', 'Address rejected'),
  ]);
  assert.deepEqual(read('550 5.1.1: Unknown\r\n'), [reply(550, '5.1.1', 'Unknown')]);
  assert.deepEqual(read('550 5.1.1.2 x\r\n'), [reply(550, '', '5.1.1.2 x')]);
});

test('sloppy servers are understood: no text, no space, no CR, empty lines', () => {
  for (const octets of ['250\r\n', '250 \r\n', '250\n', '\r\n250\r\n', '\n\n250 \t\n']) {
    assert.deepEqual(read(octets), [reply(250, '', '')], JSON.stringify(octets));
  }
  assert.deepEqual(read('250OK\r\n'), [reply(250, '', 'OK')]);
  assert.deepEqual(read('250-\n250\n'), [reply(250, '', '', '')]);
  assert.deepEqual(read('250 2.0.0\r\n'), [reply(250, '2.0.0', '')]);
});

test('what is no reply is a fault for good (RFC 5321 §4.2)', () => {
  for (const octets of [
    'hello\r\n',
    '2500 x\r\n',
    '150 x\r\n',
    '650 x\r\n',
    ' 250 x\r\n',
    '250-a\r\n550 b\r\n',
    '250-a\r\nb\r\n250 c\r\n',
    'HTTP/1.1 400 Bad Request\r\n',
  ]) {
    const reader = new ReplyReader();
    const replies: ServerReply[] = [];
    const push = (text: string) => reader.push(Buffer.from(text), replies);
    push('220 x\r\n');
    assert.throws(() => push(octets), ParseError, octets);
    assert.throws(() => push('250 x\r\n'), ParseError);
    assert.equal(replies.length, 1);
  }
});

test('length and lines are bounded (RFC 5321 §4.5.3.1.5)', () => {
  const [long] = read(`250 ${'é'.repeat(5_000)}\r\n`);
  assert.ok((long?.lines[0]?.length ?? 0) <= replyLineOctetsMax);
  const [wide] = read(`250 x${Buffer.from('é'.repeat(5_000)).toString('latin1')}\r\n`);
  assert.match(wide?.lines[0] ?? '', /^xé+$/u, 'no character is cut in two');
  assert.throws(() => read('250-x\r\n'.repeat(replyLinesMax + 1)), ParseError);
  assert.throws(() => read('\n'.repeat(replyLinesMax + 1)), ParseError);
  assert.throws(() => read(`250 ${'x'.repeat(replyOctetsMax)}`), ParseError);
  assert.equal(read('250 x\r\n'.repeat(replyLinesMax * 2)).length, replyLinesMax * 2);
});

test('text is UTF-8, else Latin-1, and holds no control characters (RFC 6531 §3.7.4.1)', () => {
  assert.deepEqual(read('550 gr\xc3\xbc\xc3\x9fe\r\n'), [reply(550, '', 'grüße')]);
  assert.deepEqual(read('550 gr\xfc\xdfe\r\n'), [reply(550, '', 'grüße')]);
  assert.deepEqual(read('550 a\0b\x1b[2J\rc\r\n'), [reply(550, '', 'a b [2J c')]);
  assert.equal(replyText(reply(550, '5.1.1', 'No such', 'user')), '550 5.1.1 No such user');
  assert.equal(replyText(reply(250, '', '')), '250');
});

test('a reply in part is told, so that TLS is not begun behind it (RFC 3207 §4.2)', () => {
  const reader = new ReplyReader();
  const replies: ServerReply[] = [];
  reader.push(Buffer.from('220 Go ahead\r\n2'), replies);
  assert.equal(replies.length, 1);
  assert.equal(reader.idle, false);
  reader.push(Buffer.from('50-x\r\n'), replies);
  assert.equal(reader.idle, false);
  reader.push(Buffer.from('250 y\r\n'), replies);
  assert.equal(reader.idle, true);
});

const word = fc.constantFrom('Ok', 'No such user', '', 'queued as 1', 'x-y', 'später');

test('what our server formats is read as it was meant (RFC 2034 §4)', () => {
  const code = fc.constantFrom(220, 250, 354, 421, 450, 550);
  const lines = fc.array(word, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(code, lines, fc.boolean(), (code, lines, enhance) => {
      const enhanced = enhance && code !== 354 ? `${Math.floor(code / 100)}.1.10` : '';
      const [first = '', ...rest] = lines;
      const octets = Buffer.from(formatReply([code, enhanced, first, ...rest]));
      assert.deepEqual(read(octets.toString('latin1')), [{ code, enhanced, lines }]);
    }),
  );
});

test('cuts change nothing, and nothing but ParseError is thrown', () => {
  const piece = fc.constantFrom(
    '250',
    '-',
    ' ',
    '\r',
    '\n',
    '5.1.1',
    '550',
    '\xc3\xbc',
    'text',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) =>
      fuzzSmtpReply(Buffer.from(pieces.join(''), 'latin1')),
    ),
    { numRuns: 2_000 },
  );
});
