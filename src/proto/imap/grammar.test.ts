import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Cursor, ParseError } from '#proto/cursor.ts';
import { parseAppendMailbox, parseAppendMessage, parseAppendNext } from '#proto/imap/append.ts';
import { formatDateTime, parseDate, parseDateTime } from '#proto/imap/date.ts';
import { parseFetchArguments } from '#proto/imap/fetch.ts';
import { fetchItemLabel, parseFetchItem } from '#proto/imap/fetch-item.ts';
import { formatFlags, parseFlagList } from '#proto/imap/flag.ts';
import { listMatcher } from '#proto/imap/list-pattern.ts';
import { parseListArguments } from '#proto/imap/list.ts';
import { literalAtEnd } from '#proto/imap/literal.ts';
import { encodeMailbox, parseMailbox } from '#proto/imap/mailbox-name.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from '#proto/imap/modified-utf7.ts';
import { formatUidSet } from '#proto/imap/number-set.ts';
import { formatAstring, formatString } from '#proto/imap/quoting.ts';
import { ResponseWriter } from '#proto/imap/response-writer.ts';
import { searchDepthMax, searchKeysMax } from '#proto/imap/search-key.ts';
import { CharsetUnknown, parseSearchArguments } from '#proto/imap/search.ts';
import { parseSelectArguments } from '#proto/imap/select.ts';
import { parseRanges, rangesMax, resolveRanges } from '#proto/imap/sequence-set.ts';
import { parseStoreArguments } from '#proto/imap/store.ts';
import { decodeUtf8, encodeUtf8, parseAstring, parseString } from '#proto/imap/text.ts';
import { fuzzImapCommand } from '#test/fuzz/imap-grammar.ts';
import { fc } from '#test/stage/property.ts';

const octets = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)),
});

const ranges = (text: string) => parseRanges(new Cursor(text));

const search = (text: string) => parseSearchArguments(new Cursor(text));

test('a string comes back as it was formatted, quoted or literal (RFC 9051 §4.3)', () => {
  fc.assert(
    fc.property(octets, (text) => {
      const clean = text.replaceAll('\0', '');
      assert.equal(parseString(new Cursor(formatString(clean))), clean);
      assert.equal(parseAstring(new Cursor(formatAstring(clean))), clean);
    }),
  );
  assert.equal(parseString(new Cursor('~{3}\r\na\0b')), 'a\0b');
  assert.throws(() => parseString(new Cursor('{3}\r\na\0b')), ParseError);
  assert.throws(() => parseString(new Cursor('{9}\r\nab')), ParseError);
});

test('a mailbox name comes back in both encodings (RFC 3501 §5.1.3, RFC 6855 §3)', () => {
  const unit = fc.constantFrom('a', 'Z', '&', '-', '~', '台', 'ü', '😀', '/', ' ', '"', '\\', '%');
  fc.assert(
    fc.property(fc.string({ unit, minLength: 1 }), (name) => {
      assert.equal(decodeModifiedUtf7(encodeModifiedUtf7(name)), name);
      for (const encoding of ['modified-utf7', 'utf8'] as const) {
        const wire = formatString(encodeMailbox(name, encoding));
        assert.equal(parseMailbox(new Cursor(wire), encoding), name);
      }
    }),
  );
  assert.equal(encodeModifiedUtf7('~peter/mail/台北/日本語'), '~peter/mail/&U,BTFw-/&ZeVnLIqe-');
  for (const bad of ['a&', '&AGE-', '&Jj', '&2D0-', '&A-']) {
    assert.throws(() => decodeModifiedUtf7(bad), ParseError, bad);
  }
  assert.equal(parseMailbox(new Cursor('"inBox/x"'), 'utf8'), 'INBOX/x');
});

test('wildcards match within or across levels, without blow-up (RFC 9051 §6.3.9)', () => {
  assert.ok(listMatcher('%')('INBOX') && !listMatcher('%')('a/b') && listMatcher('*')('a/b'));
  assert.ok(listMatcher('a/%/c')('a/b/c') && !listMatcher('a/%/c')('a/b/x/c'));
  assert.ok(listMatcher('inb%')('INBOX') && listMatcher('inbox')('INBOX'));
  assert.ok(listMatcher('%/%*b')('a/xb') && !listMatcher('a*')('ba'));
  assert.equal(listMatcher(`${'%a'.repeat(400)}b`)('a'.repeat(900)), false);
});

test('a sequence-set is resolved, merged and bounded (RFC 9051 §4.1.1)', () => {
  assert.deepEqual(resolveRanges(ranges('9:3,5:*,1,*'), 7), [
    [1, 1],
    [3, 7],
  ]);
  assert.deepEqual(resolveRanges(ranges('5:*'), 3), [[3, 3]]);
  assert.deepEqual(resolveRanges(ranges('1:*'), 0), []);
  assert.throws(() => ranges('0'), ParseError);
  assert.throws(() => ranges('4294967296'), ParseError);
  assert.throws(() => ranges(`1${',1'.repeat(rangesMax)}`), ParseError);
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1 }), (numbers) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      const told = resolveRanges(ranges(formatUidSet(sorted)), 1000);
      const listed = told.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i));
      assert.deepEqual(listed, sorted);
    }),
  );
});

test('dates come back, and days that do not exist are refused (RFC 9051 §9)', () => {
  assert.equal(parseDate(new Cursor('"1-Feb-1994"')), Date.UTC(1994, 1, 1));
  const moment = parseDateTime(new Cursor('"17-Jul-1996 02:44:25 -0700"'));
  assert.equal(moment, Date.UTC(1996, 6, 17, 9, 44, 25));
  assert.throws(() => parseDate(new Cursor('30-Feb-2026')), ParseError);
  fc.assert(
    fc.property(fc.integer({ min: -6e10, max: 2e11 }), (seconds) => {
      const text = formatDateTime(seconds * 1000);
      assert.equal(parseDateTime(new Cursor(text)), seconds * 1000);
    }),
  );
});

test('flags are read as bits and keywords, and told back (RFC 9051 §2.3.2)', () => {
  const { flags, keywords } = parseFlagList(new Cursor('(\\seen \\Draft \\Recent $Junk a A)'));
  assert.deepEqual([flags, keywords], [17, ['$Junk', 'A']]);
  assert.equal(formatFlags(17, keywords), '\\Seen \\Draft $Junk A');
  assert.equal(formatFlags(0, []), '');
  assert.throws(() => parseFlagList(new Cursor('(\\Foo)')), ParseError);
});

test('a literal is seen at the end of a line (RFC 7888 §4)', () => {
  assert.deepEqual(literalAtEnd('a LOGIN {5}'), { size: 5, synchronising: true, binary: false });
  assert.deepEqual(literalAtEnd('a ~{7+}'), { size: 7, synchronising: false, binary: true });
  assert.equal(literalAtEnd('a LOGIN "{5}"'), undefined);
  assert.equal(literalAtEnd('a {x}'), undefined);
});

test('FETCH items keep their names in the response (RFC 9051 §7.5.2)', () => {
  for (const [asked, told] of [
    ['BODY.PEEK[HEADER.FIELDS (date From)]', 'BODY[HEADER.FIELDS (date From)]'],
    ['body[1.2.mime]<3.10>', 'BODY[1.2.MIME]<3>'],
    ['BODY[]', 'BODY[]'],
    ['BINARY.PEEK[1]<0.9>', 'BINARY[1]<0>'],
    ['BINARY.SIZE[2.3]', 'BINARY.SIZE[2.3]'],
    ['RFC822.HEADER', 'RFC822.HEADER'],
    ['BODY', 'BODY'],
    ['preview (lazy)', 'PREVIEW'],
  ] as const) {
    const cursor = new Cursor(asked);
    assert.equal(fetchItemLabel(parseFetchItem(cursor)), told);
    assert.ok(cursor.atEnd);
  }
  for (const bad of ['BODY[MIME]', 'BODY[1.]', 'BODY[0]', 'BODY[]<0.0>', 'BINARY[1.]', 'FOO']) {
    assert.throws(() => parseFetchArguments(new Cursor(`1 ${bad}`)), ParseError, bad);
  }
  const { items, changedSince, vanished } = parseFetchArguments(
    new Cursor('$ FAST (CHANGEDSINCE 12 VANISHED)'),
  );
  assert.deepEqual([items.length, changedSince, vanished], [3, 12, true]);
});

test('SEARCH keys nest and are bounded (RFC 9051 §6.4.4)', () => {
  const { key, returns } = search(
    'RETURN (MIN SAVE) CHARSET utf-8 OR (FROM "\xc3\xbc" 1:3) NOT SEEN',
  );
  assert.deepEqual([...(returns?.names ?? [])], ['MIN', 'SAVE']);
  assert.deepEqual(key, {
    key: 'or',
    left: {
      key: 'and',
      keys: [
        { key: 'header', field: 'FROM', value: 'ü' },
        { key: 'sequence', set: { kind: 'ranges', ranges: [{ from: 1, to: 3 }] } },
      ],
    },
    right: { key: 'not', inner: { key: 'flag', flag: 1, set: true } },
  });
  assert.throws(() => search('CHARSET KOI8-R ALL'), CharsetUnknown);
  assert.throws(() => search(`${'('.repeat(searchDepthMax + 1)}ALL`), /Nested deeper/);
  assert.throws(() => search(`ALL${' ALL'.repeat(searchKeysMax)}`), /search keys/);
  assert.deepEqual(search('MODSEQ "/flags/\\\\Seen" all 9').key, { key: 'modseq', modseq: 9 });
});

test('STORE, SELECT, LIST and APPEND arguments are read (RFC 9051 §6.3, RFC 7162 §3.1.3)', () => {
  const store = parseStoreArguments(new Cursor('1:2 (UNCHANGEDSINCE 7) -flags.silent \\Seen $x'));
  assert.deepEqual(
    [store.action, store.silent, store.unchangedSince, store.flags, store.keywords],
    ['remove', true, 7, 1, ['$x']],
  );
  const select = parseSelectArguments(new Cursor('INBOX (QRESYNC (7 9 1:5 (1 2)))'), 'utf8');
  assert.equal(select.qresync?.modseq, 9);
  const list = parseListArguments(
    new Cursor('(SUBSCRIBED) "" (INBOX "a%") RETURN (CHILDREN STATUS (MESSAGES))'),
    'utf8',
  );
  assert.deepEqual([list.patterns, list.returns?.status], [['INBOX', 'a%'], ['MESSAGES']]);
  const cursor = new Cursor('Sent (\\Seen) UTF8 (~{10+}');
  assert.equal(parseAppendMailbox(cursor, 'utf8'), 'Sent');
  const message = parseAppendMessage(cursor);
  assert.deepEqual([message.flags, message.utf8, message.literal.size], [1, true, 10]);
  assert.equal(parseAppendNext(')', true), undefined);
  assert.equal(parseAppendNext(' {5}', false)?.literal.size, 5);
});

test('the writer keeps what was taken while it goes on (RFC 9051 §7.5.2)', () => {
  const writer = new ResponseWriter();
  writer.beginFetch(7);
  writer.uid(4_294_967_295);
  writer.text(' ');
  writer.flags(1, ['$x']);
  writer.endFetch();
  const first = writer.take();
  writer.literal(new Uint8Array(100_000).fill(65));
  writer.string('a"b');
  const second = Buffer.from(writer.take()).toString('latin1');
  assert.equal(
    Buffer.from(first).toString('latin1'),
    '* 7 FETCH (UID 4294967295 FLAGS (\\Seen $x))\r\n',
  );
  assert.equal(second, `{100000}\r\n${'A'.repeat(100_000)}"a\\"b"`);
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      writer.number(value);
      assert.equal(Buffer.from(writer.take()).toString('latin1'), String(value));
    }),
  );
});

test('text survives its octets (RFC 9051 §4.3)', () => {
  assert.equal(decodeUtf8(encodeUtf8('Käse 😀')), 'Käse 😀');
});

test('no command makes the grammar throw anything but ParseError (RFC 9051 §9)', () => {
  const words = [
    'a ',
    'UID ',
    'FETCH ',
    'SEARCH ',
    'LIST ',
    'STORE ',
    'SELECT ',
    'APPEND ',
    'STATUS ',
    'ID ',

    '(',
    ')',
    '"',
    '{3}\r\nabc',
    '1:*',
    ' ',
    '$',
    'BODY[',
    ']',
    '1.',
    'NOT ',
    'OR ',
    '\\',
    'ALL',
    'INBOX',
    '&',
    '%',
    '~{1}',
    '<0.1>',
    'RETURN (',
    'FLAGS',
    '+',
    '1-Jan-2026',
    '\xff',
    '\0',
  ];
  const word = fc.constantFrom(...words);
  fc.assert(
    fc.property(fc.array(word, { maxLength: 12 }), (chosen) => {
      fuzzImapCommand(Buffer.from(chosen.join(''), 'latin1'));
    }),
    { numRuns: 2000 },
  );
});
