import assert from 'node:assert/strict';
import { test } from 'node:test';

import { encodeRecord, isRecord, RecordReader } from '#proto/mime/record.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import { fc } from '#test/stage/property.ts';

function recordOf(...lines: readonly string[]): RecordReader {
  const octets = Buffer.from(lines.join('\r\n'), 'latin1');
  return new RecordReader(encodeRecord(scanMessage(octets)));
}

const text = (octets: Uint8Array): string => Buffer.from(octets).toString('latin1');

test('ENVELOPE falls back to From, and tells groups and comments (RFC 9051 §7.5.2)', () => {
  const record = recordOf(
    'Date: Mon, 2 Feb 2026 10:00:00 +0100',
    'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
    'From: "Ada, Countess" <ada@example.test>',
    'To: team: ben@example.test, clara@example.test;, undisclosed:;',
    'Message-ID: <1@example.test>',
    '',
    'text',
  );
  assert.equal(
    text(record.envelope),
    '("Mon, 2 Feb 2026 10:00:00 +0100" "=?utf-8?q?Gr=C3=BC=C3=9Fe?=" ' +
      '(("Ada, Countess" NIL "ada" "example.test")) (("Ada, Countess" NIL "ada" "example.test")) ' +
      '(("Ada, Countess" NIL "ada" "example.test")) ((NIL NIL "team" NIL)' +
      '(NIL NIL "ben" "example.test")(NIL NIL "clara" "example.test")(NIL NIL NIL NIL)' +
      '(NIL NIL "undisclosed" NIL)(NIL NIL NIL NIL)) NIL NIL NIL "<1@example.test>")',
  );
  assert.equal(record.subject, 'Grüße');
  assert.deepEqual(record.people.from, [{ name: 'Ada, Countess', address: 'ada@example.test' }]);
  assert.equal(record.sentAt, Date.UTC(2026, 1, 2, 9));
  assert.equal(record.ids.messageId, '<1@example.test>');
});

test('BODYSTRUCTURE tells parts, names, dispositions and enclosed messages (RFC 9051 §7.5.2)', () => {
  const record = recordOf(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Hello there',
    '--b',
    'Content-Type: application/pdf; name="a b.pdf"',
    'Content-Disposition: attachment; filename="a b.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    'AAAA',
    '--b',
    'Content-Type: message/rfc822',
    '',
    'Subject: inner',
    '',
    'x',
    '--b--',
  );
  const told = text(record.bodyStructure);
  assert.match(told, /^\(\("text" "plain" \("charset" "utf-8"\) NIL NIL "7bit" 11 \d/u);
  assert.match(told, /"application" "pdf" \("name" "a b\.pdf"\) NIL NIL "base64" 4/u);
  assert.match(told, /\("attachment" \("filename" "a b\.pdf"\)\)/u);
  assert.match(told, /"message" "rfc822" .*\(NIL "inner" NIL/u);
  assert.match(told, / "mixed" \("boundary" "b"\) NIL NIL NIL\)$/u);
  assert.match(text(record.body), / "mixed"\)$/u);
  assert.equal(record.preview, 'Hello there');
  assert.equal(record.hasAttachment, true);
  assert.equal(record.root.children[1]?.fileName, 'a b.pdf');
});

test('File names are decoded for people, and told as sent (RFC 2047 §5)', () => {
  const names: readonly (readonly [string, string])[] = [
    ['"=?utf-8?q?J=C3=BCrgen=2Epdf?="', 'Jürgen.pdf'],
    ['=?iso-8859-1?B?Svxy?= =?iso-8859-1?q?gen?=', 'Jürgen'],
    ['"gr\xc3\xbc\xc3\x9fe =?utf-8?q?a?="', 'grüße a'],
    ['"=?no"', '=?no'],
  ];
  for (const [sent, name] of names) {
    const record = recordOf(`Content-Disposition: attachment; filename=${sent}`, '', 'x');
    assert.equal(record.root.fileName, name);
  }
  const told = text(recordOf('Content-Type: a/b; name="=?utf-8?q?x?="', '', '').bodyStructure);
  assert.match(told, /\("name" "=\?utf-8\?q\?x\?="\)/u);
});

test('A preview shows text, not quotes, markup or padding (RFC 8970 §3)', () => {
  const plain = recordOf('', '> quoted', 'Answer', '', 'goes on');
  assert.equal(plain.preview, 'Answer goes on');
  const html = '<html><style>p{}</style><p>Hi&nbsp;&amp;&#8203; hello</p></html>';
  assert.match(recordOf('Content-Type: text/html', '', html).preview, /^Hi\s&\s?hello$/u);
  assert.ok(recordOf('', 'x'.repeat(1000)).preview.length <= 200);
});

test('Any octets make a record that can be read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (octets) => {
      const { root } = scanMessage(octets);
      const encoded = encodeRecord(scanMessage(octets));
      assert.ok(isRecord(encoded));
      const record = new RecordReader(encoded);
      assert.equal(record.root.bodyEnd, root.bodyEnd);
      assert.ok(record.preview.length <= 200);
      assert.equal(text(record.envelope).at(-1), ')');
    }),
  );
});

test('A record of another version is refused, so that it is made anew', () => {
  assert.equal(isRecord(new Uint8Array(100)), false);
  assert.throws(() => new RecordReader(new Uint8Array(100)), /version 0/u);
});
