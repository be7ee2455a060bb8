import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Address, parseAddressList } from '#proto/mime/address.ts';
import { parseDate } from '#proto/mime/date.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import { parseFields } from '#proto/mime/fields.ts';
import { gatherHeader } from '#proto/mime/header-values.ts';
import { parseMessageIds } from '#proto/mime/message-id.ts';

function told(address: Address | undefined): string {
  if (address?.kind !== 'mailbox') return 'group';
  return `${address.name}|${address.route}|${address.localPart}@${address.domain}`;
}

test('Folded lines are joined and keep their blanks (RFC 5322 §2.2.3)', () => {
  const [field, next] = parseFields('Subject: a\r\n  b\r\n\tc\r\nTo: x\r\n');
  assert.equal(field?.value, 'a  b\tc');
  assert.equal(next?.name, 'To');
});

test('Comments nest and are no part of an address (RFC 5322 §3.2.2)', () => {
  assert.equal(told(parseAddressList('Ada <(a (b) c)ada@x.test>')[0]), 'Ada||ada@x.test');
  assert.equal(told(parseAddressList('ada@x.test (Ada (of) it)')[0]), 'Ada (of) it||ada@x.test');
});

test('Quoted names lose quotes and backslashes; groups may be empty (RFC 5322 §3.2.4, §3.4)', () => {
  assert.equal(told(parseAddressList('"A \\"B, C" <a@x.test>')[0]), 'A "B, C||a@x.test');
  const [empty, group] = parseAddressList('Nobody:;, Team: a@x.test, b@x.test;');
  assert.deepEqual(empty, { kind: 'group', name: 'Nobody', members: [] });
  assert.equal(group?.kind === 'group' ? group.members.length : 0, 2);
});

test('Routes and blanks about dots are read (RFC 5322 §4.4)', () => {
  assert.equal(
    told(parseAddressList('<@a.test,@b.test:c@d.test>')[0]),
    '|@a.test,@b.test|c@d.test',
  );
  assert.equal(told(parseAddressList('a . b @ c . test')[0]), '||a.b@c.test');
});

test('Of a field that may come once the first counts (RFC 5322 §3.6)', () => {
  const values = gatherHeader(parseFields('Subject: a\r\nTo: b@x\r\nSubject: c\r\nTo: d@x\r\n'));
  assert.equal(values.subject, 'a');
  assert.match(values.to ?? '', /b@x.*d@x/);
});

test('Message-IDs are found among words, blanks removed (RFC 5322 §3.6.4, §4.5.4)', () => {
  assert.deepEqual(parseMessageIds('<a@b> <c@d>\t<e@f>'), ['<a@b>', '<c@d>', '<e@f>']);
  assert.deepEqual(parseMessageIds('Your mail of Monday < a . b @ c >'), ['<a.b@c>']);
});

test('Two-digit years and named zones are read (RFC 5322 §4.3)', () => {
  assert.equal(parseDate('1 Jan 49 00:00:00 GMT'), Date.UTC(2049, 0, 1));
  assert.equal(parseDate('1 Jan 50 00:00:00 UT'), Date.UTC(1950, 0, 1));
  assert.equal(parseDate('1 Jan 2026 00:00:00 EST'), Date.UTC(2026, 0, 1, 5));
  assert.equal(parseDate('1 Jan 2026 00:00:00 PDT'), Date.UTC(2026, 0, 1, 7));
});

test('A date as the Internet writes it is read (RFC 3339 §5.6)', () => {
  assert.equal(parseDate('2026-11-24T10:20:30Z'), Date.UTC(2026, 10, 24, 10, 20, 30));
});

test('UTF-8 stands in a header as it is (RFC 6532 §3.2)', () => {
  assert.equal(decodeWords(Buffer.from('Grüße =?utf-8?q?=C3=BC?=').toString('latin1')), 'Grüße ü');
});
