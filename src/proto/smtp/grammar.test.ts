import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Cursor, ParseError } from '#proto/cursor.ts';
import { parseBdatArguments } from '#proto/smtp/bdat-arguments.ts';
import { encodeUtf8 } from '#proto/smtp/characters.ts';
import { expectNoArgument, parseSmtpCommand } from '#proto/smtp/command.ts';
import { parseGreetingName } from '#proto/smtp/greeting-arguments.ts';
import { parseMailArguments } from '#proto/smtp/mail-arguments.ts';
import { parametersMax, parseParameters } from '#proto/smtp/parameters.ts';
import { parseForwardPath, parseReversePath } from '#proto/smtp/path.ts';
import { parseRcptArguments } from '#proto/smtp/rcpt-arguments.ts';
import { UnknownParameter } from '#proto/smtp/unknown-parameter.ts';
import { decodeXtext, encodeXtext } from '#proto/smtp/xtext.ts';
import { fuzzSmtpCommand } from '#test/fuzz/smtp-grammar.ts';
import { fc } from '#test/stage/property.ts';

const octets = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)),
});

const words = fc
  .array(
    fc.oneof(
      octets,
      fc.constantFrom('FROM:', 'TO:', '<', '>', '@', '"', '\\', '.', '[IPv6:', ']', ' ', '='),
      fc.constantFrom('SIZE=', 'BODY=8BITMIME', 'NOTIFY=', 'ORCPT=rfc822;', 'ENVID=', '+2B', 'é'),
    ),
  )
  .map((pieces) => pieces.join(''));

const path = (text: string) => parseForwardPath(new Cursor(encodeUtf8(text)));

test('parsers throw nothing but ParseError and UnknownParameter', () => {
  fc.assert(
    fc.property(words, (text) => fuzzSmtpCommand(Buffer.from(text, 'latin1'))),
    { numRuns: 3_000 },
  );
});

test('a verb is read without case, and trailing space is tolerated (RFC 5321 §2.4, §4.1.1)', () => {
  assert.deepEqual(parseSmtpCommand('rcpt TO:<a@b>  '), { verb: 'RCPT', argument: 'TO:<a@b>' });
  assert.deepEqual(parseSmtpCommand('Quit'), { verb: 'QUIT', argument: '' });
  assert.throws(() => expectNoArgument('x'), ParseError);
});

test('paths: quoted, literal, international, source routes (RFC 5321 §4.1.2, §4.1.3, RFC 6531 §3.3)', () => {
  const plain = { localPart: 'ada', domain: 'example.org', text: 'ada@example.org' };
  assert.deepEqual(path('<ada@example.org>'), { ...plain, international: false });
  assert.deepEqual(path('<@a.test,@b.test:ada@example.org>'), { ...plain, international: false });
  assert.equal(path('<"a \\"b"@example.org>').localPart, 'a "b');
  assert.equal(path('<"a@b"@example.org>').localPart, 'a@b');
  assert.equal(path('<ada@[192.0.2.1]>').domain, '[192.0.2.1]');
  assert.equal(path('<ada@[IPv6:2001:db8::1]>').domain, '[IPv6:2001:db8::1]');
  assert.deepEqual(path('<grüße@exämple.org>'), {
    localPart: 'grüße',
    domain: 'exämple.org',
    text: 'grüße@exämple.org',
    international: true,
  });
  assert.equal(path('<POSTmaster>').domain, '');
  assert.equal(parseReversePath(new Cursor('<>')), undefined);
});

test('what is no path is refused (RFC 5321 §4.1.2, §4.5.3.1.1, §4.5.3.1.2, §4.5.3.1.3)', () => {
  const long = 'a'.repeat(65);
  for (const text of [
    '',
    'ada@example.org',
    '<ada>',
    '<@example.org>',
    '<ada@>',
    '<ada.@example.org>',
    '<.ada@example.org>',
    '<a..b@example.org>',
    '<ada@example..org>',
    '<ada@exa mple.org>',
    '<ada @example.org>',
    '<"ada@example.org>',
    '<""@example.org>',
    '<"a\r\nb"@example.org>',
    '<ada@example.org',
    '<ada@[]>',
    '<ada@[1.2.3.4>',
    '<<ada@example.org>>',
    `<${long}@example.org>`,
    `<ada@${'a.'.repeat(130)}test>`,
    '<\xff\xfe@example.org>',
  ]) {
    assert.throws(() => parseForwardPath(new Cursor(text)), ParseError, text);
  }
});

test('MAIL takes each parameter once (RFC 5321 §4.1.1.2, RFC 1870 §3, RFC 3461 §4.3, §4.4, RFC 8689 §2)', () => {
  const parsed = parseMailArguments(
    'FROM: <ada@example.org> SIZE=100 body=binarymime SMTPUTF8 RET=HDRS ENVID=a+3Db REQUIRETLS AUTH=<>',
  );
  assert.deepEqual(parsed, {
    sender: {
      localPart: 'ada',
      domain: 'example.org',
      text: 'ada@example.org',
      international: false,
    },
    size: 100,
    body: 'binarymime',
    smtpUtf8: true,
    returnContent: 'headers',
    envelopeId: 'a=b',
    requireTls: true,
    hold: undefined,
    deliverBy: undefined,
    priority: undefined,
  });
  assert.equal(parseMailArguments(`FROM:<> SIZE=${'9'.repeat(20)}`).size, Number.MAX_SAFE_INTEGER);
  for (const wrong of ['SIZE', 'SIZE=', 'SIZE=x', 'BODY=', 'RET=ALL', 'ENVID=', 'ENVID=+00']) {
    assert.throws(() => parseMailArguments(`FROM:<> ${wrong}`), ParseError, wrong);
  }
  assert.throws(() => parseMailArguments('FROM:<> SIZE=1 SIZE=1'), ParseError);
  assert.throws(() => parseMailArguments('FROM:<> SMTPUTF8=1'), ParseError);
  assert.throws(() => parseMailArguments('FROM:<>SIZE=1'), ParseError);
  assert.throws(() => parseMailArguments('FROM:<> XYZ=1'), UnknownParameter);
});

test('RCPT takes NOTIFY and ORCPT (RFC 3461 §4.1, §4.2, RFC 6533 §3)', () => {
  const parsed = parseRcptArguments('TO:<a@b.test> NOTIFY=success,Delay ORCPT=rfc822;a+2Bb@b.test');
  assert.equal(parsed.notify, 'SUCCESS,DELAY');
  assert.equal(parsed.originalRecipient, 'rfc822;a+2Bb@b.test');
  assert.throws(() => parseRcptArguments('TO:<a@b.test> NOTIFY=NEVER,DELAY'), ParseError);
  assert.throws(() => parseRcptArguments('TO:<a@b.test> NOTIFY=DELAY,DELAY'), ParseError);
  assert.throws(() => parseRcptArguments('TO:<a@b.test> ORCPT=a@b.test'), ParseError);
  assert.throws(() => parseRcptArguments('TO:<a@b.test> SIZE=1'), UnknownParameter);
  assert.throws(() => parseRcptArguments('TO:<>'), ParseError);
});

const envelopeId = (octets: number) => `FROM:<> ENVID=${'e'.repeat(octets)}`;
const original = (octets: number) => `TO:<a@b.test> ORCPT=rfc822;${'o'.repeat(octets - 7)}`;

test('ENVID and ORCPT are bounded (RFC 3461 §5.4)', () => {
  assert.equal(parseMailArguments(envelopeId(100)).envelopeId?.length, 100);
  assert.throws(() => parseMailArguments(envelopeId(101)), ParseError);
  assert.equal(parseRcptArguments(original(500)).originalRecipient?.length, 500);
  assert.throws(() => parseRcptArguments(original(501)), ParseError);
});

test('parameters are bounded (RFC 5321 §4.1.2)', () => {
  const many = Array.from({ length: parametersMax + 1 }, (_, number) => ` P${number}`).join('');
  assert.throws(() => parseParameters(new Cursor(many)), ParseError);
  assert.deepEqual(
    [...parseParameters(new Cursor('  a=b  C'))],
    [
      ['A', 'b'],
      ['C', undefined],
    ],
  );
});

test('xtext comes back as it was (RFC 3461 §4)', () => {
  fc.assert(fc.property(octets, (text) => assert.equal(decodeXtext(encodeXtext(text)), text)));
  for (const wrong of ['+2b', '+', '+2', 'a b', 'a=b']) {
    assert.throws(() => decodeXtext(wrong), ParseError, wrong);
  }
});

test('BDAT needs a count (RFC 3030 §2)', () => {
  assert.deepEqual(parseBdatArguments('0 last'), { size: 0, last: true });
  assert.deepEqual(parseBdatArguments('86'), { size: 86, last: false });
  for (const wrong of ['', '-1', '1e3', '1 FIRST', '1  LAST', '0x10', '9'.repeat(16)]) {
    assert.throws(() => parseBdatArguments(wrong), ParseError, wrong);
  }
});

test('a greeting may be odd, but it cannot break a Received field (RFC 5321 §4.1.4, §4.4)', () => {
  assert.equal(parseGreetingName('[192.0.2.1] and more'), '[192.0.2.1]');
  assert.equal(parseGreetingName('my_pc'), 'my_pc');
  for (const wrong of ['', ' ', 'a(b', 'a)b', '<a>', 'a\0', 'ü', 'a'.repeat(256)]) {
    assert.throws(() => parseGreetingName(wrong), ParseError, wrong);
  }
});
