import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mailboxesOf, parseAddressList } from '#proto/mime/address.ts';
import { ComposeError } from '#proto/mime/compose/compose-error.ts';
import {
  composedDepthMax,
  composeMessage,
  composedPartsMax,
} from '#proto/mime/compose/compose-message.ts';
import type { ComposedPart } from '#proto/mime/compose/composed-part.ts';
import { fieldMailboxesMax, fieldNameMax, formatField } from '#proto/mime/compose/header-field.ts';
import { simpleBody } from '#proto/mime/compose/simple-body.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import { parseFields } from '#proto/mime/fields.ts';
import { parameter } from '#proto/mime/parameters.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import type { Part } from '#proto/mime/structure.ts';
import { decodePartOctets, decodePartText } from '#proto/mime/transfer.ts';
import { fc } from '#test/stage/property.ts';

const seed = 'b0und4ry';

/** Text of one line as a field can hold it. */
const lineOfText = fc
  .string({ unit: 'grapheme', maxLength: 200 })
  .map((text) => text.replace(/[\p{Cc}\p{Cs}\s]/gu, ' ').trim());
const wholeText = fc.string({ unit: 'grapheme', maxLength: 2_500 });

const sameLines = (text: string): string => text.toWellFormed().replace(/\r\n?|\n/g, '\r\n');

test('a subject is read back, in lines of 78 characters (RFC 2047 §2, RFC 5322 §2.1.1)', () => {
  fc.assert(
    fc.property(lineOfText, (text) => {
      const field = formatField({ name: 'Subject', text });
      assert.ok(field.split('\r\n').every((line) => line.length <= 78 || !/ .* /.test(line)));
      const [parsed] = parseFields(field);
      assert.equal(decodeWords(parsed?.value ?? ''), text);
    }),
  );
});

test('names of any letters are read back beside their addresses (RFC 2047 §5, RFC 5322 §3.4)', () => {
  fc.assert(
    fc.property(fc.array(lineOfText, { minLength: 1, maxLength: 5 }), (names) => {
      const addresses = names.map((name, at) => ({ name, address: `a b"${at}@example.test` }));
      const [field] = parseFields(formatField({ name: 'To', addresses }));
      const read = mailboxesOf(parseAddressList(field?.value ?? ''));
      assert.deepEqual(
        read.map(({ name, localPart, domain }) => [decodeWords(name ?? ''), localPart, domain]),
        names.map((name, at) => [name, `a b"${at}`, 'example.test']),
      );
    }),
  );
});

test('a group holds its mailboxes (RFC 5322 §3.4)', () => {
  const addresses = [
    { group: 'Team Süd', mailboxes: [{ address: 'a@b.test' }, { address: 'c@d.test' }] },
    { group: 'Empty', mailboxes: [] },
  ];
  assert.equal(
    formatField({ name: 'Cc', addresses }),
    'Cc: =?utf-8?b?VGVhbSBTw7xk?=: a@b.test, c@d.test;, Empty: ;\r\n',
  );
});

test('nothing that a value holds begins another field (RFC 5322 §2.2)', () => {
  const evil = ['a\r\nBcc: x@y.test', 'a\nb', 'a\rb', 'a\0b', '\u007f'];
  for (const text of evil) {
    const file = { name: text, type: 'text/plain', content: Buffer.from('x') };
    const makes: readonly (() => unknown)[] = [
      () => formatField({ name: 'Subject', text }),
      () => formatField({ name: text, text: 'a' }),
      () => formatField({ name: 'To', addresses: [{ name: text, address: 'a@b.test' }] }),
      () => formatField({ name: 'To', addresses: [{ address: `${text}@b.test` }] }),
      () => formatField({ name: 'To', addresses: [{ address: `a@${text}` }] }),
      () => formatField({ name: 'To', addresses: [{ group: text, mailboxes: [] }] }),
      () => formatField({ name: 'References', messageIds: [`${text}@b`] }),
      () => formatField({ name: 'List-Unsubscribe', urls: [`https://${text}`] }),
      () => composeMessage([], simpleBody({ attachments: [file] }), seed),
      () => composeMessage([], simpleBody({ html: '', inline: [{ ...file, cid: text }] }), seed),
      () => composeMessage([], { type: `text/${text}`, content: '' }, seed),
      () => composeMessage([], { type: 'text/x', content: '', disposition: text }, seed),
      () => composeMessage([], { type: 'text/x', content: '', parameters: [[text, '']] }, seed),
      () => composeMessage([], { type: 'text/x', content: '', parameters: [['a', text]] }, seed),
      () => composeMessage([], { type: 'text/x', content: '', language: [text] }, seed),
      () => composeMessage([], { type: 'text/x', content: '', location: text }, seed),
    ];
    for (const make of makes) assert.throws(make, ComposeError, make.toString());
  }
  assert.throws(() => formatField({ name: 'X', raw: 'a\r\nBcc: b' }), ComposeError);
  assert.throws(() => formatField({ name: 'X', raw: 'a\r\n \r\n b' }), ComposeError);
  assert.throws(() => formatField({ name: 'X', raw: 'x'.repeat(999) }), ComposeError);
  assert.equal(formatField({ name: 'X', raw: 'a\r\n\tb' }), 'X: a\r\n\tb\r\n');
});

test('a message of text, HTML, an image and files is read back (RFC 2046 §5.1, RFC 2387 §3)', () => {
  const octets = fc.uint8Array({ maxLength: 2_000 });
  fc.assert(
    fc.property(wholeText, wholeText, lineOfText, octets, (text, html, name, content) => {
      const image = { cid: 'logo@x', type: 'image/png', name: 'l.png', content };
      const body = simpleBody({
        text,
        html,
        inline: [image],
        attachments: [
          { name, type: 'application/pdf', content },
          { name, type: 'text/csv', content },
        ],
      });
      const message = composeMessage([{ name: 'Subject', text: name }], body, seed);
      checkLines(message.octets);
      const root = scanMessage(message.octets).root;
      const [alternative, file, table] = root.children;
      const [plain, related] = alternative?.children ?? [];
      const [page, logo] = related?.children ?? [];
      assert.equal(textOf(message.octets, plain), sameLines(text));
      assert.equal(textOf(message.octets, page), sameLines(html));
      for (const part of [file, table, logo]) {
        assert.deepEqual(octetsOf(message.octets, part), Buffer.from(content));
      }
      assert.equal(parameter(file?.disposition?.parameters ?? [], 'filename') ?? '', name);
      assert.equal(logo?.disposition?.value, 'inline');
    }),
    { numRuns: 60 },
  );
});

test('a text alone is the body; its encoding suits it (RFC 2045 §6)', () => {
  assert.equal(encodingOf('Hello'), '7bit');
  assert.equal(encodingOf('x'.repeat(998)), '7bit');
  assert.equal(encodingOf('x'.repeat(999)), 'quoted-printable');
  assert.equal(encodingOf('Schöne Grüße aus dem schönen Süden'), 'quoted-printable');
  assert.equal(encodingOf('報告書を送ります'), 'base64');
  assert.equal(encodingOf('a\0b'), 'base64');
  assert.equal(encodingOf(Buffer.from('a\nb')), 'base64');
  assert.equal(encodingOf(Buffer.from('a'), 'image/png'), 'base64');
});

test('an enclosed message goes as it is, or as a file (RFC 2046 §5.2.1)', () => {
  const plain = enclosed(Buffer.from('Subject: ä\r\n\r\nb\r\n'));
  assert.deepEqual([plain.eightBit, scanMessage(plain.octets).root.encoding], [true, '8bit']);
  const bare = scanMessage(enclosed(Buffer.from('Subject: a\n\nb')).octets).root;
  assert.deepEqual([bare.subtype, bare.encoding], ['octet-stream', 'base64']);
});

test('no content holds a boundary (RFC 2046 §5.1.1)', () => {
  const text = `a\r\n--=_${seed}_0=\r\nContent-Type: text/evil\r\n\r\nb`;
  const parts = [{ type: 'text/plain', content: text }];
  const { octets } = composeMessage([], { type: 'multipart/mixed', parts }, seed);
  const { root } = scanMessage(octets);
  assert.equal(root.children.length, 1);
  assert.equal(textOf(octets, root.children[0]), text);
  const all = Array.from({ length: 8 }, (_, at) => `--=_${at === 0 ? '' : at}${seed}`).join('\r\n');
  const hopeless = { type: 'multipart/mixed', parts: [{ type: 'text/plain', content: all }] };
  assert.throws(() => composeMessage([], hopeless, seed), ComposeError);
  assert.throws(() => composeMessage([], hopeless, 'not good'), ComposeError);
});

test('names that RFC 2231 must split come back whole (RFC 2231 §3, §4)', () => {
  const name = `Übersicht "${'ß%*’ '.repeat(60)}".pdf`;
  const part = { type: 'application/pdf', name, content: new Uint8Array(3) };
  const { octets } = composeMessage([], part, seed);
  checkLines(octets);
  const { root } = scanMessage(octets);
  assert.equal(parameter(root.disposition?.parameters ?? [], 'filename'), name);
  assert.equal(parameter(root.parameters, 'name'), name);
});

test('a part has what it is asked for (RFC 2392 §2, RFC 2557 §4, RFC 3282 §2, RFC 6838 §4.2)', () => {
  const part = {
    type: 'TEXT/Calendar',
    parameters: [['method', 'REQUEST']] as const,
    content: 'x',
    cid: 'part1', // As pages say it (RFC 2392 §2).
    language: ['de', 'en-GB'], // RFC 3282 §2.
    location: 'https://a.test/x', // RFC 2557 §4.
    disposition: 'INLINE',
    fields: [{ name: 'X-A', text: 'b' }],
  };
  const text = composeMessage([], part, seed).octets.toString();
  assert.equal(
    text,
    [
      'MIME-Version: 1.0',
      'Content-Type: text/calendar; charset=utf-8; method=REQUEST',
      'Content-Transfer-Encoding: 7bit',
      'Content-Disposition: inline',
      'Content-ID: <part1>',
      'Content-Language: de, en-GB',
      'Content-Location: https://a.test/x',
      'X-A: b',
      '',
      'x\r\n',
    ].join('\r\n'),
  );
  for (const type of [
    'text',
    'text/',
    '/plain',
    'text/a b',
    'multipart/mixed',
    `a/${'x'.repeat(128)}`,
  ]) {
    assert.throws(() => composeMessage([], { type, content: '' }, seed), ComposeError, type);
  }
});

test('a word that cannot be folded stays within a line, in quotes too (RFC 5322 §2.1.1)', () => {
  for (let length = 380; length < 520; length++) {
    const name = '"'.repeat(length);
    const field = formatField({ name: 'From', addresses: [{ name, address: 'a@b.test' }] });
    checkLines(Buffer.from(field));
  }
  const address = `${'"'.repeat(391)}@b.test`;
  checkLines(Buffer.from(formatField({ name: 'From', addresses: [{ address }] })));
  const long = [{ address: `${'"'.repeat(400)}@b.test` }];
  assert.throws(() => formatField({ name: 'From', addresses: long }), ComposeError);
});

test('parts, depth, names and addresses have bounds', () => {
  const leaf: ComposedPart = { type: 'text/plain', content: '' };
  let deep: ComposedPart = leaf;
  for (let depth = 0; depth <= composedDepthMax; depth++) {
    deep = { type: 'multipart/mixed', parts: [deep] };
  }
  const wide = {
    type: 'multipart/mixed',
    parts: Array.from({ length: composedPartsMax }, () => leaf),
  };
  for (const body of [deep, wide, { type: 'multipart/mixed', parts: [] }]) {
    assert.throws(() => composeMessage([], body, seed), ComposeError);
  }
  assert.throws(() => simpleBody({}), ComposeError);
  const long = 'x'.repeat(fieldNameMax + 1);
  assert.throws(() => formatField({ name: long, text: '' }), ComposeError);
  const addresses = Array.from({ length: fieldMailboxesMax + 1 }, () => ({ address: 'a@b.test' }));
  assert.throws(() => formatField({ name: 'To', addresses }), ComposeError);
  const blank = composeMessage([{ name: 'To', addresses: [{ address: 'ü@b.test' }] }], leaf, seed);
  assert.equal(blank.international, true);
});

function checkLines(octets: Buffer): void {
  const text = octets.toString('latin1');
  assert.ok(text.endsWith('\r\n'));
  assert.ok(!/(^|[^\r])\n|\r(?!\n)|\0/.test(text));
  assert.ok(text.split('\r\n').every((line) => line.length <= 998));
}

function octetsOf(octets: Buffer, part: Part | undefined): Buffer {
  assert.ok(part !== undefined);
  return decodePartOctets(octets.subarray(part.bodyStart, part.bodyEnd), part.encoding);
}

function textOf(octets: Buffer, part: Part | undefined): string {
  assert.ok(part !== undefined);
  return decodePartText(octets.subarray(part.bodyStart, part.bodyEnd), part);
}

function encodingOf(content: string | Uint8Array, type = 'text/plain'): string {
  return scanMessage(composeMessage([], { type, content }, seed).octets).root.encoding;
}

function enclosed(content: Uint8Array) {
  return composeMessage([], { type: 'message/rfc822', content }, seed);
}
