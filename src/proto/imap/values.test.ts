import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Cursor, ParseError } from '#proto/cursor.ts';
import { parseDateTime } from '#proto/imap/date.ts';
import { formatListLine } from '#proto/imap/list-response.ts';
import { parseMailbox } from '#proto/imap/mailbox-name.ts';
import { number64Max, parseNumber64 } from '#proto/imap/number.ts';
import { formatNstring } from '#proto/imap/quoting.ts';
import { parseSelectArguments } from '#proto/imap/select.ts';
import { parseNstring } from '#proto/imap/text.ts';

test('A leap second counts as the next second (RFC 3339 §5.7)', () => {
  const at = parseDateTime(new Cursor('"31-Dec-2016 23:59:60 +0000"'));
  assert.equal(at, Date.UTC(2017, 0, 1));
});

test('A modseq has 63 bits; one beyond what we count is the largest (RFC 7162 §7)', () => {
  assert.equal(parseNumber64(new Cursor('0')), 0);
  assert.equal(parseNumber64(new Cursor('9223372036854775807')), number64Max);
  for (const wrong of ['', '-1', 'x', '1'.repeat(21)]) {
    assert.throws(() => parseNumber64(new Cursor(wrong)), ParseError);
  }
});

test('NIL is no string, "NIL" is one (RFC 9051 §4.6)', () => {
  assert.equal(parseNstring(new Cursor('nil')), undefined);
  assert.equal(parseNstring(new Cursor('"NIL"')), 'NIL');
  assert.equal(formatNstring(undefined), 'NIL');
  assert.equal(formatNstring('NIL'), '"NIL"');
});

test('Names with controls are refused (RFC 5198 §2)', () => {
  for (const octets of ['"a\x07"', '"\xc2\x85"', '"\xe2\x80\xa8"']) {
    assert.throws(() => parseMailbox(new Cursor(octets), 'utf8'), ParseError);
  }
  assert.equal(parseMailbox(new Cursor('"\xc3\xbc"'), 'utf8'), 'ü');
});

test('A renamed mailbox is told with its old name (RFC 9051 §6.3.9.7)', () => {
  const line = formatListLine(
    { response: 'LIST', attributes: [], mailbox: 'New', childInfo: [], oldName: 'Old' },
    'utf8',
  );
  assert.equal(line, '* LIST () "/" New ("OLDNAME" (Old))\r\n');
});

test('SELECT takes what a client knows (RFC 7162 §3.2.5, §3.2.5.2)', () => {
  const text = 'INBOX (QRESYNC (67890007 20050715194045000 41:211,214:541 (1,4 7,9)))';
  const { qresync: resync } = parseSelectArguments(new Cursor(text), 'utf8');
  assert.equal(resync?.uidValidity, 67_890_007);
  assert.deepEqual(resync?.known?.[0], { from: 41, to: 211 });
  assert.deepEqual(resync?.match?.uids, [
    { from: 7, to: 7 },
    { from: 9, to: 9 },
  ]);
  assert.throws(
    () => parseSelectArguments(new Cursor('INBOX (QRESYNC (0 1))'), 'utf8'),
    ParseError,
  );
});
