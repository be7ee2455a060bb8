import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { documentOctetsMax, documentsMax, unpack } from '#core/reports/received/unpack.ts';
import { ParseError } from '#proto/cursor.ts';
import { zipOf } from '#test/stage/zip.ts';

const xml = '<?xml version="1.0"?><feedback/>';

test('Documents come out of gzip, ZIP and both, and as they are', async () => {
  const plain = Buffer.from(xml);
  const inZip = zipOf([
    { name: 'a.xml', content: xml },
    { name: 'b.txt', content: 'words' },
  ]);
  for (const octets of [plain, gzipSync(plain), inZip, gzipSync(inZip)]) {
    assert.deepEqual(await unpack(octets), [{ kind: 'xml', text: xml }]);
  }
  assert.deepEqual(await unpack(Buffer.from('\ufeff {"a":1}')), [
    { kind: 'json', text: '\ufeff {"a":1}'.replace('\ufeff', '') },
  ]);
  for (const octets of [Buffer.alloc(0), Buffer.from('words'), Buffer.from('%PDF')]) {
    assert.deepEqual(await unpack(octets), []);
  }
});

test('Charsets are those that the document declares', async () => {
  const latin = '<?xml version="1.0" encoding="iso-8859-1"?><a>gr\xfc\xdfe</a>';
  const [one] = await unpack(Buffer.from(latin, 'latin1'));
  assert.equal(one?.text.includes('grüße'), true);
  const wide = Buffer.from('\ufeff<a>ü</a>', 'utf16le');
  assert.equal((await unpack(wide))[0]?.text, '<a>ü</a>');
});

test('What grows beyond bounds is refused, whatever it says of itself', async () => {
  const zeros = Buffer.alloc(documentOctetsMax + 1, ' ');
  await assert.rejects(unpack(gzipSync(zeros)), ParseError);
  const tooTight = Buffer.alloc(documentOctetsMax / 2, ' ');
  await assert.rejects(unpack(gzipSync(tooTight)), ParseError, 'a thousand for one');
  const content = tooTight.toString();
  await assert.rejects(unpack(zipOf([{ name: 'a', content }])), ParseError);
  const third = `<${'abcdefghijklm'.repeat(100)}>`.repeat(200);
  const files = Array.from({ length: 70 }, (_, at) => ({ name: `${at}`, content: third }));
  const documents = await unpack(zipOf(files));
  assert.equal(documents.length, documentsMax);
  const again = gzipSync(gzipSync(gzipSync(xml)));
  assert.deepEqual(await unpack(again), []);
});

test('What is broken is refused', async () => {
  await assert.rejects(unpack(gzipSync(xml).subarray(0, 20)), ParseError);
  const archive = zipOf([{ name: 'a', content: xml }]);
  archive[14] = 0;
  await assert.rejects(unpack(archive.subarray(0, 30)), ParseError);
  const wrong = zipOf([{ name: 'a', content: xml }]);
  const central = wrong.indexOf('PK\u0001\u0002');
  wrong.writeUInt32LE(1, central + 16);
  await assert.rejects(unpack(wrong), ParseError, 'the checksum');
});
