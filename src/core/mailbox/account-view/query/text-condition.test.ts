import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TextField } from '#core/mailbox/account-view/query/email-query.ts';
import { ReadableText } from '#core/mailbox/account-view/query/readable-text.ts';
import { baseSubject } from '#core/mailbox/account-view/query/sort-keys.ts';
import { meets, termsOf } from '#core/mailbox/account-view/query/text-condition.ts';
import { encodeRecord, RecordReader } from '#proto/mime/record.ts';
import { scanMessage } from '#proto/mime/scanner.ts';

const message = [
  'From: =?utf-8?q?Bj=C3=B6rn?= <b@example.test>',
  'Subject: Lunch',
  'X-Spam: no, really',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<style>.blue{}</style><table><tr><td>Shall <b>we',
  'have</b>&nbsp;l&uuml;nch?</td></tr></table>',
  '--b',
  'Content-Type: application/pdf; name="Bill.pdf"',
  'Content-Disposition: attachment',
  '',
  'hidden',
  '--b--',
  '',
].join('\r\n');

/** Whether it is found; undefined where the record alone does not say. */
function found(field: TextField, text: string, withText = true): boolean | undefined {
  const octets = Buffer.from(message);
  const record = new RecordReader(encodeRecord(scanMessage(octets)));
  const readable = withText ? new ReadableText(octets) : undefined;
  return meets({ on: 'text', field, terms: termsOf(text) }, record, readable);
}

test('Texts are searched as people read them: no markup, any case, any space (RFC 8621 §4.4.1)', () => {
  assert.equal(found('body', '"SHALL WE  HAVE"'), true);
  assert.equal(found('body', 'lünch'), true);
  assert.equal(found('body', 'table'), false);
  assert.equal(found('body', 'blue'), false);
  assert.equal(found('body', 'hidden'), false);
  assert.equal(found('body', 'lunch'), false);
  assert.equal(found('text', 'lunch björn shall'), true);
  assert.equal(found('text', 'lunch ben'), false);
  assert.equal(found('from', 'BJÖRN'), true);
});

test('Attachments are found by their names, where everything is searched', () => {
  assert.equal(found('text', 'bill.pdf lunch'), true);
  assert.equal(found('body', 'bill.pdf'), false);
});

test('The octets are asked for only where the record does not decide', () => {
  assert.equal(found('text', 'lunch b@example.test', false), true);
  assert.equal(found('subject', 'shall', false), false);
  assert.equal(found('text', 'lunch shall', false), undefined);
  assert.equal(found('body', 'lunch', false), undefined);
});

test('Words and phrases are terms (RFC 8621 §4.4.1)', () => {
  assert.deepEqual(termsOf('  One "two  three" \'four five\' don\'t "" "six'), [
    'one',
    'two three',
    'four five',
    "don't",
    'six',
  ]);
});

test('Subjects are sorted without marks of answers (RFC 5256 §2.1)', () => {
  for (const subject of [
    'Tea',
    'Re: Tea',
    'AW: WG: Tea',
    '[list] Re: [list] Tea',
    'Fwd[2]: Tea (fwd)',
  ]) {
    assert.equal(baseSubject(subject), 'Tea', subject);
  }
  assert.equal(baseSubject('[list]'), '[list]');
  assert.equal(baseSubject('Re:'), 'Re:');
  assert.equal(baseSubject('Regards'), 'Regards');
});
