import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';

import { ParseError } from '#proto/cursor.ts';
import { readZipEntries, zipEntriesMax } from '#proto/zip/zip-entries.ts';
import { zipOf } from '#test/stage/zip.ts';
import { fc } from '#test/stage/property.ts';

test('Files are found by the central directory, with a comment behind it', () => {
  const archive = zipOf(
    [
      { name: 'a.xml', content: 'text' },
      { name: 'b', content: '' },
    ],
    {
      comment: 'made by hand',
    },
  );
  const entries = readZipEntries(archive);
  assert.deepEqual(
    entries.map(({ name, method, size }) => [name, method, size]),
    [
      ['a.xml', 8, 4],
      ['b', 8, 0],
    ],
  );
  assert.deepEqual(Buffer.from(entries[0]?.octets ?? []), deflateRawSync('text'));
  assert.equal(entries[0]?.crc32, crc32('text'));
});

test('Encrypted files are passed over, and only so many are looked at', () => {
  const secret = zipOf([{ name: 'a', content: 'x', flags: 1 }]);
  assert.deepEqual(readZipEntries(secret), []);
  const many = Array.from({ length: zipEntriesMax + 5 }, (_, at) => {
    return { name: `${at}`, content: 'x' };
  });
  assert.equal(readZipEntries(zipOf(many)).length, zipEntriesMax);
});

test('Files that share their octets are refused', () => {
  const content = Buffer.alloc(20_000, 'abc').toString();
  const archive = zipOf([
    { name: 'a', content },
    ...Array.from({ length: 60 }, () => 'again' as const),
  ]);
  assert.throws(() => readZipEntries(archive), ParseError);
});

test('Nothing but ParseError is thrown, wherever an archive is cut or changed', () => {
  const archive = zipOf([{ name: 'a.xml', content: 'some text' }]);
  const change = fc.tuple(fc.nat(archive.length - 1), fc.nat(255), fc.nat(archive.length));
  fc.assert(
    fc.property(change, ([at, octet, end]) => {
      const odd = Uint8Array.from(archive);
      odd[at] = octet;
      try {
        readZipEntries(odd.subarray(0, end));
      } catch (error) {
        assert.ok(error instanceof ParseError, String(error));
      }
    }),
  );
});
