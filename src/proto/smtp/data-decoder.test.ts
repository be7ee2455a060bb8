import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DataDecoder } from '#proto/smtp/data-decoder.ts';
import { LineEndCheck } from '#proto/smtp/line-end-check.ts';
import { fc } from '#test/stage/property.ts';

type Decoded = {
  readonly text: string;
  /** What follows the end; undefined when there was none. */
  readonly rest: string | undefined;
  readonly bare: boolean;
};

/** Decodes octets that come in chunks cut at `cuts`. */
function decode(octets: string, cuts: readonly number[] = []): Decoded {
  const decoder = new DataDecoder();
  const whole = Buffer.from(octets, 'latin1');
  const edges = [0, ...cuts.map((cut) => cut % (whole.length + 1)).toSorted((a, b) => a - b)];
  let text = '';
  for (const [index, from] of edges.entries()) {
    const chunk = whole.subarray(from, edges[index + 1] ?? whole.length);
    const pieces: Uint8Array[] = [];
    const end = decoder.push(chunk, pieces);
    text += Buffer.concat(pieces).toString('latin1');
    if (end >= 0) {
      return { text, rest: octets.slice(from + end), bare: decoder.bareLineEnd };
    }
  }
  return { text, rest: undefined, bare: decoder.bareLineEnd };
}

/** The same by the words of the RFC, for octets that have no CR or LF alone. */
function decodeSlowly(octets: string): Omit<Decoded, 'bare'> {
  const ended = octets.startsWith('.\r\n') ? 0 : octets.indexOf('\r\n.\r\n') + 2;
  const found = ended !== 1;
  const text = (found ? octets.slice(0, ended) : octets).replace(/^\./u, '');
  return {
    text: text.replaceAll('\r\n.', '\r\n'),
    rest: found ? octets.slice(ended + 3) : undefined,
  };
}

const lines = fc
  .array(fc.constantFrom('\r\n', '.', '..', '\r\n.\r\n', '\r\n..\r\n', 'a', 'text', '\xff\0'))
  .map((pieces) => pieces.join(''));

const hostile = fc
  .array(fc.constantFrom('\r', '\n', '.', '\r\n', '\r\n.\r\n', 'a'))
  .map((pieces) => pieces.join(''));

const cutting = fc.array(fc.nat(), { maxLength: 8 });

test('lines lose the dot of transparency and end at CRLF.CRLF, however they are cut (RFC 5321 §4.5.2)', () => {
  fc.assert(
    fc.property(lines, cutting, (octets, cuts) => {
      const { bare, ...decoded } = decode(octets, cuts);
      const expected = decodeSlowly(octets);
      // Dots at the end of what has come so far may be the end's, and are not given out yet.
      if (expected.rest !== undefined) assert.deepEqual(decoded, expected);
      else assert.ok(expected.text.startsWith(decoded.text));
      assert.equal(bare, false);
    }),
    { numRuns: 2_000 },
  );
});

test('only CRLF.CRLF ends a message; a CR or LF alone ends nothing and is told (RFC 5321 §2.3.8)', () => {
  fc.assert(
    fc.property(hostile, cutting, (octets, cuts) => {
      const decoded = decode(octets, cuts);
      assert.deepEqual(decoded, decode(octets), 'Cuts change nothing');
      const found = octets.startsWith('.\r\n') ? 0 : octets.indexOf('\r\n.\r\n') + 2;
      const expected = found === 1 ? undefined : octets.slice(found + 3);
      assert.equal(decoded.rest, expected);
    }),
    { numRuns: 5_000 },
  );
});

for (const smuggled of [
  '\n.\n',
  '\n.\r\n',
  '\r\n.\n',
  '\r.\r',
  '\r.\r\n',
  '\r\n.\r',
  '\r\n\0.\r\n',
]) {
  test(`${JSON.stringify(smuggled)} does not end a message (RFC 5321 §4.1.1.4)`, () => {
    const octets = `a${smuggled}MAIL FROM:<evil@x>\r\n.\r\nQUIT\r\n`;
    for (let cut = 0; cut < octets.length; cut++) {
      const { text, rest, bare } = decode(octets, [cut]);
      assert.equal(rest, 'QUIT\r\n');
      assert.ok(text.includes('MAIL FROM'));
      assert.equal(bare, !smuggled.includes('\0'));
    }
  });
}

test('the check over chunks finds each CR or LF alone, however it is cut (RFC 5321 §2.3.8)', () => {
  fc.assert(
    fc.property(hostile, cutting, (octets, cuts) => {
      const check = new LineEndCheck();
      const edges = [0, ...cuts.map((cut) => cut % (octets.length + 1)).toSorted((a, b) => a - b)];
      for (const [index, from] of edges.entries()) {
        check.push(Buffer.from(octets.slice(from, edges[index + 1] ?? octets.length), 'latin1'));
      }
      assert.equal(check.bareLineEnd, /[\r\n]/u.test(octets.replaceAll('\r\n', '')));
    }),
    { numRuns: 2_000 },
  );
});
