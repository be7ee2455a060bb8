import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  buildMessage,
  encodeBase64,
  encodeQuotedPrintable,
  formatField,
  formatParameter,
} from '#proto/mime/builder.ts';
import { decodeWords } from '#proto/mime/encoded-word.ts';
import { parseFields } from '#proto/mime/fields.ts';
import { parameter, parseParameterized } from '#proto/mime/parameters.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import { decodePartText, decodeQuotedPrintable } from '#proto/mime/transfer.ts';
import { fc } from '#test/stage/property.ts';

test('what a field says is read back, in short lines (RFC 2047 §2, RFC 5322 §2.1.1)', () => {
  const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(words, (list) => {
      const text = list
        .join(' ')
        .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
        .trim();
      const field = formatField({ name: 'Subject', text });
      assert.ok(
        field.split('\r\n').every((line) => line.length <= 78 || !line.slice(9).includes(' ')),
      );
      const [parsed] = parseFields(field);
      assert.equal(decodeWords(parsed?.value ?? ''), text);
    }),
  );
});

test('an address beyond ASCII is never encoded, its name is (RFC 2047 §5, RFC 6532 §3.2)', () => {
  const to = formatField({ name: 'To', text: 'Käthe <grüße@example.org>' });
  assert.equal(to, 'To: =?utf-8?b?S8OkdGhl?= <grüße@example.org>\r\n');
  const subject = formatField({ name: 'Subject', text: '<grüße@example.org>' });
  assert.match(subject, /^Subject: =\?utf-8\?b\?/u);
});

test('octets come back from quoted-printable and base64 (RFC 2045 §6.7, §6.8)', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const octets = Buffer.from(text.replace(/[\r\n]+/g, '\r\n'));
      const quoted = encodeQuotedPrintable(octets);
      assert.ok(quoted.split('\r\n').every((line) => line.length <= 76));
      assert.deepEqual(decodeQuotedPrintable(Buffer.from(quoted)), octets);
      assert.deepEqual(Buffer.from(encodeBase64(octets), 'base64'), octets);
    }),
  );
});

test('a file name of any letters comes back (RFC 2231 §4)', () => {
  for (const name of ['plan.pdf', 'Übersicht "2026" (final)*.pdf', '報告.txt']) {
    const field = parseParameterized(`attachment; ${formatParameter('filename', name)}`);
    assert.equal(parameter(field.parameters, 'filename'), name);
  }
});

test('a message with parts is read back by the scanner', () => {
  const octets = buildMessage([{ name: 'Subject', text: 'Grüße' }], {
    multipart: 'mixed',
    boundary: 'b',
    parts: [
      {
        contentType: 'text/plain; charset=utf-8',
        content: 'Straße\r\n',
        encoding: 'quoted-printable',
      },
      { contentType: 'application/pdf', content: new Uint8Array(100), encoding: 'base64' },
    ],
  });
  const [text, file] = scanMessage(octets).root.children;
  assert.ok(text !== undefined && file !== undefined);
  assert.equal(decodePartText(octets.subarray(text.bodyStart, text.bodyEnd), text), 'Straße\r\n');
  assert.equal(file.subtype, 'pdf');
});
