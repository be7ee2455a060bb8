import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ParseError } from '#proto/cursor.ts';
import { decodeUtf8 } from '#proto/smtp/characters.ts';
import {
  authParameterOctetsMax,
  formatBdat,
  formatGreeting,
  formatMail,
  formatRcpt,
} from '#proto/smtp/client-commands.ts';
import { commandOctetsMax, parseSmtpCommand } from '#proto/smtp/command.ts';
import { parseMailArguments } from '#proto/smtp/mail-arguments.ts';
import { parseRcptArguments } from '#proto/smtp/rcpt-arguments.ts';
import { fc } from '#test/stage/property.ts';

const argumentOf = (line: string) => parseSmtpCommand(line.slice(0, -2)).argument;

test('MAIL says what was asked, and nothing else (RFC 5321 §4.1.1.2)', () => {
  assert.equal(formatMail({ sender: '' }), 'MAIL FROM:<>\r\n');
  assert.equal(
    formatMail({ sender: 'ada@example.org', body: '7bit' }),
    'MAIL FROM:<ada@example.org>\r\n',
  );
  const line = formatMail({
    sender: 'ada@example.org',
    size: 1_000,
    body: '8bitmime',
    returnContent: 'headers',
    envelopeId: 'a b+c',
    requireTls: true,
    auth: '',
    deliverBy: { seconds: 600, mode: 'notify', trace: true },
    priority: -3,
    holdFor: 3_600,
  });
  assert.equal(
    line,
    'MAIL FROM:<ada@example.org> SIZE=1000 BODY=8BITMIME RET=HDRS ENVID=a+20b+2Bc REQUIRETLS ' +
      'AUTH=<> BY=600;NT MT-PRIORITY=-3 HOLDFOR=3600\r\n',
  );
});

test('our server understands our MAIL (RFC 3461 §4.4, RFC 6531 §3.4)', () => {
  const line = formatMail({
    sender: 'grüße@exämple.org',
    smtpUtf8: true,
    size: 5,
    body: 'binarymime',
    returnContent: 'full',
    envelopeId: 'x=1+2',
    requireTls: true,
    auth: 'ä@b',
  });
  const mail = parseMailArguments(argumentOf(line));
  assert.equal(mail.sender?.text, 'grüße@exämple.org');
  const { size, body, smtpUtf8, returnContent, envelopeId, requireTls } = mail;
  assert.deepEqual([size, body, smtpUtf8], [5, 'binarymime', true]);
  assert.deepEqual([returnContent, envelopeId, requireTls], ['full', 'x=1+2', true]);
});

test('our server understands our RCPT (RFC 3461 §4.1, §4.2)', () => {
  const line = formatRcpt({
    recipient: '"a b"@example.org',
    notify: 'SUCCESS,DELAY',
    originalRecipient: 'rfc822;a+2Bb@example.org',
  });
  assert.equal(line.includes(' NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@example.org\r\n'), true);
  assert.equal(parseRcptArguments(argumentOf(line)).recipient.localPart, 'a b');
  assert.equal(formatRcpt({ recipient: 'postmaster' }), 'RCPT TO:<postmaster>\r\n');
  assert.equal(formatRcpt({ recipient: 'a@[IPv6:::1]' }), 'RCPT TO:<a@[IPv6:::1]>\r\n');
});

test('ORCPT beyond ASCII is escaped where there is no SMTPUTF8 (RFC 6533 §3)', () => {
  const originalRecipient = Buffer.from('utf-8;grüße=@example.org').toString('latin1');
  const plain = formatRcpt({ recipient: 'a@b', originalRecipient });
  assert.equal(plain, 'RCPT TO:<a@b> ORCPT=utf-8;gr\\x{FC}\\x{DF}e\\x{3D}@example.org\r\n');
  const wide = formatRcpt({ recipient: 'a@b', originalRecipient, smtpUtf8: true });
  assert.equal(decodeUtf8(wide), 'RCPT TO:<a@b> ORCPT=utf-8;grüße\\x{3D}@example.org\r\n');
});

test('what cannot be sent throws: line ends, NUL, injected parameters, too long (RFC 5321 §4.1.2)', () => {
  for (const address of [
    'a@b\r\nRCPT TO:<c@d>',
    'a@b\n',
    'a\r@b',
    'a\0@b',
    '"a\r\nb"@c',
    '"a\0"@c',
    'a@b> SIZE=1',
    'a@b>',
    '<a@b>',
    'a b@c',
    'a',
    '@r:a@b',
    'ü@b',
    'a@b\u2028',
    `${'a'.repeat(65)}@b`,
    `a@${'b.'.repeat(130)}b`,
  ]) {
    assert.throws(() => formatMail({ sender: address }), ParseError, address);
    assert.throws(() => formatRcpt({ recipient: address }), ParseError, address);
  }
  assert.throws(() => formatRcpt({ recipient: '' }), ParseError);
});

test('parameters that cannot be sent throw (RFC 3461 §4, RFC 2852 §4, RFC 6710 §3)', () => {
  const sender = 'a@b';
  for (const bad of [
    { sender, size: -1 },
    { sender, size: 1.5 },
    { sender, envelopeId: '' },
    { sender, envelopeId: 'a\r\nb' },
    { sender, envelopeId: 'x'.repeat(101) },
    { sender, auth: 'ä'.repeat(authParameterOctetsMax) },
    { sender, deliverBy: { seconds: 0, mode: 'return' } },
    { sender, deliverBy: { seconds: 1e9, mode: 'notify' } },
    { sender, priority: 10 },
    { sender, priority: 0.5 },
    { sender, holdFor: 1e9 },
  ] as const) {
    assert.throws(() => formatMail(bad), ParseError, JSON.stringify(bad));
  }
  assert.match(formatMail({ sender, deliverBy: { seconds: -5, mode: 'notify' } }), / BY=-5;N\r/);
  const recipient = 'a@b';
  for (const bad of [
    { recipient, notify: 'SUCCESS NEVER' },
    { recipient, notify: 'X' },
    { recipient, originalRecipient: 'rfc822' },
    { recipient, originalRecipient: 'rfc822;a\r\nb' },
    { recipient, originalRecipient: 'rfc822;a b' },
    { recipient, originalRecipient: 'rfc822;\u00fc' },
    { recipient, originalRecipient: `rfc822;${'x'.repeat(500)}` },
  ]) {
    assert.throws(() => formatRcpt(bad), ParseError, JSON.stringify(bad));
  }
});

test('greeting and BDAT (RFC 5321 §4.1.1.1, RFC 3030 §2)', () => {
  assert.equal(formatGreeting('EHLO', 'mx.example.org'), 'EHLO mx.example.org\r\n');
  for (const name of ['', 'a b', 'a\r\nb', 'ü', 'a\0']) {
    assert.throws(() => formatGreeting('EHLO', name), ParseError, name);
  }
  assert.equal(formatBdat(100, false), 'BDAT 100\r\n');
  assert.equal(formatBdat(0, true), 'BDAT 0 LAST\r\n');
  assert.throws(() => formatBdat(-1, true), ParseError);
});

test('whatever is put in, at most one line comes out', () => {
  const part = fc.constantFrom(
    'a',
    '@',
    '"',
    '\\',
    '\r',
    '\n',
    '\0',
    '>',
    '<',
    ' ',
    'ü',
    '.',
    '=',
    ';',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(part).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, text, fc.boolean(), (address, value, smtpUtf8) => {
      for (const format of [
        () => formatMail({ sender: address, envelopeId: value, auth: value, smtpUtf8 }),
        () => formatRcpt({ recipient: address, smtpUtf8 }),
        () => formatRcpt({ recipient: 'a@b', originalRecipient: `utf-8;${value}`, smtpUtf8 }),
        () => formatRcpt({ recipient: 'a@b', notify: value }),
      ]) {
        let line = '';
        try {
          line = format();
        } catch (error) {
          assert.ok(error instanceof ParseError);
          continue;
        }
        assert.match(line, /^[ -~\u0080-\u00ff]+\r\n$/u);
        assert.ok(line.length <= commandOctetsMax + 2);
      }
    }),
    { numRuns: 2_000 },
  );
});
