import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Cursor, ParseError } from '#proto/cursor.ts';
import { parseCommandName, parseTag } from '#proto/imap/command.ts';
import { parseEnableArguments } from '#proto/imap/enable.ts';
import { formatId, idFieldsMax, parseIdArguments } from '#proto/imap/id.ts';
import { formatListLine } from '#proto/imap/list-response.ts';
import { parseAuthenticateArguments, parseLoginArguments } from '#proto/imap/login.ts';
import { appendUid, copyUid } from '#proto/imap/response-code.ts';
import { formatEsearch, formatSearch } from '#proto/imap/search-response.ts';
import { parseSearchArguments } from '#proto/imap/search.ts';
import { formatStatus, parseStatusArguments } from '#proto/imap/status.ts';

test('a command begins with its tag, and UID belongs to the name (RFC 9051 §2.2.1)', () => {
  const cursor = new Cursor('a1 uid fetch 1 FLAGS');
  assert.deepEqual([parseTag(cursor), parseCommandName(cursor)], ['a1', 'UID FETCH']);
  assert.equal(cursor.peek(), 0x20);
  for (const bad of ['', '+ NOOP', '* OK', 'a', 'a"b NOOP']) {
    assert.throws(() => parseTag(new Cursor(bad)), ParseError, bad);
  }
});

test('LOGIN takes any octets, AUTHENTICATE an initial response (RFC 9051 §6.2.3, RFC 4959 §3)', () => {
  assert.deepEqual(parseLoginArguments(new Cursor('{3+}\r\na b "p\\"\xc3\xbc"')), {
    login: 'a b',
    password: 'p"ü',
  });
  assert.deepEqual(parseAuthenticateArguments(new Cursor('plain =')), {
    mechanism: 'PLAIN',
    initialResponse: '=',
  });
  assert.throws(() => parseAuthenticateArguments(new Cursor('PLAIN ')), ParseError);
});

test('ENABLE and ID are read within their limits (RFC 9051 §6.3.1, RFC 2971 §3.3)', () => {
  assert.deepEqual(parseEnableArguments(new Cursor('condstore x')), ['CONDSTORE', 'X']);
  const fields = parseIdArguments(new Cursor('("Name" "m\xc3\xbctt" "os" nil)'));
  assert.equal(formatId(fields), '* ID ("name" "m\xc3\xbctt" "os" NIL)\r\n');
  assert.equal(parseIdArguments(new Cursor('NIL')).size, 0);
  const many = Array.from({ length: idFieldsMax + 1 }, (_, n) => `"k${n}" "v"`).join(' ');
  assert.throws(() => parseIdArguments(new Cursor(`(${many})`)), /Too many/);
});

test('LIST and STATUS lines carry the name in the session’s encoding (RFC 9051 §7.3.1, §7.3.3)', () => {
  const line = {
    response: 'LIST',
    attributes: ['\\HasChildren', '\\Sent'],
    mailbox: 'Gäste',
    childInfo: ['SUBSCRIBED'],
    oldName: 'a b',
  } as const;
  assert.equal(
    formatListLine(line, 'modified-utf7'),
    '* LIST (\\HasChildren \\Sent) "/" G&AOQ-ste ("CHILDINFO" ("SUBSCRIBED") "OLDNAME" ("a b"))\r\n',
  );
  const asked = parseStatusArguments(
    new Cursor('"G&AOQ-ste" (messages SIZE SIZE)'),
    'modified-utf7',
  );
  assert.deepEqual(asked, { mailbox: 'Gäste', items: ['MESSAGES', 'SIZE'] });
  assert.equal(
    formatStatus('Gäste', 'utf8', [['MESSAGES', 3]]),
    '* STATUS "G\xc3\xa4ste" (MESSAGES 3)\r\n',
  );
});

test('ESEARCH and SEARCH tell what was asked (RFC 9051 §7.3.4, RFC 9394 §3.1)', () => {
  const { returns } = parseSearchArguments(new Cursor('RETURN (PARTIAL -1:-100 COUNT) ALL'));
  const window = returns?.partial ?? { first: 0, last: 0, backwards: false };
  assert.equal(
    formatEsearch({
      tag: 'a1',
      uid: true,
      min: undefined,
      max: undefined,
      all: undefined,
      count: 2,
      partial: { window, set: '7,9' },
      modseq: 12,
    }),
    '* ESEARCH (TAG "a1") UID COUNT 2 PARTIAL (-1:-100 7,9) MODSEQ 12\r\n',
  );
  assert.equal(formatSearch([2, 84], 917), '* SEARCH 2 84 (MODSEQ 917)\r\n');
  assert.equal(formatSearch([], undefined), '* SEARCH\r\n');
});

test('COPYUID pairs keep their order (RFC 9051 §7.1)', () => {
  assert.equal(appendUid(38505, [3, 4, 5, 9]), 'APPENDUID 38505 3:5,9');
  const pairs = [
    [304, 3956],
    [319, 3957],
    [320, 3958],
  ] as const;
  assert.equal(copyUid(7, pairs), 'COPYUID 7 304,319:320 3956:3958');
});
