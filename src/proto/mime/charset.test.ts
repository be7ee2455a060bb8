import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeCharset } from '#proto/mime/charset.ts';
import { fc } from '#test/stage/property.ts';

const cases: readonly (readonly [string | undefined, string, string])[] = [
  ['iso-8859-1', 'gr\xfc\xdfe', 'grüße'],
  ['ISO-8859-15', '\xa4', '€'],
  ['windows-1252', '\x80', '€'],
  ['utf-8', 'gr\xc3\xbc\xc3\x9fe', 'grüße'],
  [undefined, 'gr\xc3\xbc\xc3\x9fe', 'grüße'],
  [undefined, 'gr\xfc\xdfe', 'grüße'],
  ['us-ascii', 'gr\xfc\xdfe', 'grüße'],
  ['no-such-charset', 'gr\xfc\xdfe', 'grüße'],
  ['utf-7', 'Hi Mom +Jjo-!', 'Hi Mom ☺!'],
  ['utf-7', 'A+ImIDkQ.', 'A≢Α.'],
  ['utf-7', '1 +- 1', '1 + 1'],
  ['cp437', 'gr\x81\xe1e \xc9\xcd\xbb', 'grüße ╔═╗'],
  ['iso-2022-kr', '\x1b$)C\x0e0!3*\x0f abc', '가나 abc'],
  ['hz-gb-2312', '~{VPND~} ~~ ok', '中文 ~ ok'],
  ['iso-2022-jp', '\x1b$BF|K\\\x1b(B', '日本'],
  ['shift_jis', '\x93\xfa\x96\x7b', '日本'],
  ['euc-kr', '\xb0\xa1', '가'],
  ['big5', '\xa4\xa4\xa4\xe5', '中文'],
  ['gb2312', '\xd6\xd0\xce\xc4', '中文'],
  ['koi8-r', '\xf0\xd2\xc9\xd7\xc5\xd4', 'Привет'],
];

for (const [charset, octets, text] of cases) {
  test(`${charset ?? 'no charset'} ${JSON.stringify(octets)} is read as ${text}`, () => {
    assert.equal(decodeCharset(Buffer.from(octets, 'latin1'), charset), text);
  });
}

test('no octets in no charset throw', () => {
  const names = fc.constantFrom(
    ...cases.map(([charset]) => charset),
    '',
    'utf-16',
    'x'.repeat(100),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), names, (octets, charset) => {
      decodeCharset(octets, charset);
    }),
  );
});
