import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DataDecoder } from '#proto/smtp/data-decoder.ts';
import { DotStuffing } from '#proto/smtp/dot-stuffing.ts';
import { fc } from '#test/stage/property.ts';

/** Encodes a message that comes in chunks cut at `cuts`. */
function encode(message: string, cuts: readonly number[] = []): string {
  const stuffing = new DotStuffing();
  const whole = Buffer.from(message, 'latin1');
  const edges = [0, ...cuts.map((cut) => cut % (whole.length + 1)).toSorted((a, b) => a - b)];
  const pieces: Uint8Array[] = [];
  for (const [index, from] of edges.entries()) {
    stuffing.push(whole.subarray(from, edges[index + 1] ?? whole.length), pieces);
  }
  return Buffer.concat([...pieces, stuffing.end()]).toString('latin1');
}

/** What our server makes of it; `rest` stands behind the end. */
function decode(octets: string): { text: string; rest: string; bare: boolean } {
  const decoder = new DataDecoder();
  const pieces: Uint8Array[] = [];
  const end = decoder.push(Buffer.from(octets, 'latin1'), pieces);
  assert.ok(end >= 0, 'the end is found');
  const text = Buffer.concat(pieces).toString('latin1');
  return { text, rest: octets.slice(end), bare: decoder.bareLineEnd };
}

const hostile = fc
  .array(fc.constantFrom('\r', '\n', '.', '..', '\r\n', '\r\n.\r\n', '\n.\n', 'a', '\xff\0'))
  .map((pieces) => pieces.join(''));

const cutting = fc.array(fc.nat(), { maxLength: 8 });

test('dots are doubled, the last line gets its CRLF, a dot ends it (RFC 5321 §4.5.2, §4.1.1.4)', () => {
  assert.equal(encode(''), '.\r\n');
  assert.equal(encode('a: b\r\n'), 'a: b\r\n.\r\n');
  assert.equal(encode('a'), 'a\r\n.\r\n');
  assert.equal(encode('.\r\n..\r\na.b'), '..\r\n...\r\na.b\r\n.\r\n');
  assert.equal(encode('a\r'), 'a\r\n.\r\n');
});

test('a CR or LF alone goes out as CRLF, so nothing is smuggled (RFC 5321 §2.3.8)', () => {
  for (const smuggled of ['\n.\n', '\r.\r', '\n.\r\n', '\r\n.\n', '\r\n.\r', '\r.\r\n']) {
    const sent = encode(`a${smuggled}MAIL FROM:<evil@x>\r\n`);
    assert.equal(sent, 'a\r\n..\r\nMAIL FROM:<evil@x>\r\n.\r\n', JSON.stringify(smuggled));
  }
});

test('our server reads what was sent, wherever it was cut (RFC 5321 §4.5.2)', () => {
  fc.assert(
    fc.property(hostile, cutting, (message, cuts) => {
      const sent = encode(message, cuts);
      assert.equal(sent, encode(message), 'cuts change nothing');
      const { text, rest, bare } = decode(`${sent}QUIT\r\n`);
      const lines = message.replaceAll(/\r\n|\r|\n/gu, '\r\n');
      assert.equal(text, lines === '' || lines.endsWith('\r\n') ? lines : `${lines}\r\n`);
      assert.equal(rest, 'QUIT\r\n');
      assert.equal(bare, false);
    }),
    { numRuns: 3_000 },
  );
});

test('a message without dots is handed on as it is, not copied', () => {
  const chunk = Buffer.from('Subject: x\r\n\r\nhello. world\r\n'.repeat(100));
  const pieces: Uint8Array[] = [];
  new DotStuffing().push(chunk, pieces);
  assert.equal(pieces.length, 1);
  assert.equal(pieces[0]?.buffer, chunk.buffer);
});
