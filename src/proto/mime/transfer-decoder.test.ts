import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodePartOctets } from '#proto/mime/transfer.ts';
import {
  base64Decoder,
  identityDecoder,
  quotedPrintableDecoder,
  type TransferDecoder,
} from '#proto/mime/transfer-decoder.ts';
import { fc } from '#test/stage/property.ts';

const decoders: Readonly<Record<string, () => TransferDecoder>> = {
  '8bit': identityDecoder,
  base64: base64Decoder,
  'quoted-printable': quotedPrintableDecoder,
};

/** Text that has the letters of both encodings more often than others. */
const encoded = fc.string({
  unit: fc.constantFrom(
    '=',
    'A',
    'F',
    '3',
    'd',
    ' ',
    '\t',
    '\r',
    '\n',
    '\r\n',
    'z',
    '+',
    '-',
    '\xff',
  ),
  maxLength: 60,
});

test('Pieces decode to what the whole decodes to (RFC 2045 §6.7, §6.8)', () => {
  fc.assert(
    fc.property(encoded, fc.array(fc.integer({ min: 1, max: 9 })), (text, lengths) => {
      const octets = Buffer.from(text, 'latin1');
      for (const [encoding, make] of Object.entries(decoders)) {
        const decoder = make();
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const length of [...lengths, octets.length]) {
          pieces.push(decoder.push(octets.subarray(at, at + length)));
          at += length;
        }
        const joined = Buffer.concat([...pieces, decoder.end()]);
        assert.deepEqual(joined, Buffer.from(decodePartOctets(octets, encoding)), encoding);
      }
    }),
  );
});
