import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ownFields } from '#core/sending/own-fields.ts';
import { sentFieldsMax } from '#core/sending/send-request.ts';
import { isInternational, sentAddress, sentMailbox } from '#core/sending/sent-address.ts';
import { formatField } from '#proto/mime/compose/header-field.ts';

test('Fields for unsubscribing are written as they are (RFC 2369 §2, RFC 8058 §3.1)', () => {
  const url = `https://shop.example/u?${'x'.repeat(200)}`;
  const written = ownFields([
    { name: 'List-Unsubscribe', value: `<mailto:u@shop.example?subject=out>, <${url}>` },
    { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
    { name: 'List-Post', value: 'NO' },
    { name: 'References', value: '<a@b> <c@d>' },
    { name: 'X-Größe', value: 'ü' },
  ]);
  assert.deepEqual(written.slice(0, 4).map(formatField), [
    `List-Unsubscribe: <mailto:u@shop.example?subject=out>,\r\n <${url}>\r\n`,
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n',
    'List-Post: NO\r\n',
    'References: <a@b> <c@d>\r\n',
  ]);
  assert.throws(() => written.map(formatField), /no name of a header field/u);
});

test('What the server writes, or others believe, cannot be set', () => {
  const names = ['From', 'SENDER', 'bcc', 'Received', 'Content-Type', 'ARC-Seal', 'Resent-From'];
  for (const name of [...names, 'Authentication-Results', 'Return-Path', 'Message-ID']) {
    assert.throws(() => ownFields([{ name, value: 'x' }]), /cannot be set/u, name);
  }
  const many = Array.from({ length: sentFieldsMax + 1 }, () => ({ name: 'X-A', value: '' }));
  assert.throws(() => ownFields(many), /at most/u);
});

test('A domain is written as A-labels unless SMTPUTF8 is needed anyway (RFC 6531 §3.1, §3.4)', () => {
  assert.deepEqual(sentAddress('Ada.L@Bücher.example'), {
    localPart: 'Ada.L',
    domain: 'xn--bcher-kva.example',
  });
  const international = sentAddress('käthe@bücher.example');
  assert.deepEqual(international, { localPart: 'käthe', domain: 'bücher.example' });
  assert.ok(international !== undefined && isInternational(international));
  assert.equal(sentMailbox({ address: 'a@ü.test' }).address, 'a@xn--tda.test');
});

test('No address is what SMTP could take for something else (RFC 5321 §4.5.3.1.1)', () => {
  const wrong = ['', 'a', '@b.test', 'a@', 'a b@c.test', '"a"@b.test', 'a@b.test>', '.a@b.test'];
  for (const text of [...wrong, 'a\r\n@b.test', `${'x'.repeat(65)}@b.test`, 'a@[192.0.2.1]']) {
    assert.equal(sentAddress(text), undefined, text);
  }
  assert.equal(sentMailbox({ address: 'no' }).address, 'no');
});
