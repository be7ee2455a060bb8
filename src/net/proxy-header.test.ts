import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseProxyHeader } from '#net/proxy-header.ts';
import { ParseError } from '#proto/cursor.ts';
import { fc } from '#test/stage/property.ts';

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

function binary(family: number, addresses: Buffer, command = 0x21): Buffer {
  const head = Buffer.from([command, family, addresses.length >> 8, addresses.length & 255]);
  return Buffer.concat([signature, head, addresses]);
}

test('Version 1 names both ends, and what follows is the client’s', () => {
  const text = 'PROXY TCP4 192.0.2.7 198.51.100.1 4000 25\r\nEHLO x\r\n';
  assert.deepEqual(parseProxyHeader(Buffer.from(text)), {
    length: 43,
    peers: {
      remote: { address: '192.0.2.7', port: 4000 },
      local: { address: '198.51.100.1', port: 25 },
    },
  });
  assert.equal(
    parseProxyHeader(Buffer.from('PROXY TCP6 2001:DB8::7 ::1 1 2\r\n'))?.peers?.remote.address,
    '2001:db8::7',
  );
  assert.deepEqual(parseProxyHeader(Buffer.from('PROXY UNKNOWN\r\n')), {
    length: 15,
    peers: undefined,
  });
});

test('Version 2 names both ends for IPv4 and IPv6, and nobody for LOCAL', () => {
  const four = Buffer.from([192, 0, 2, 7, 198, 51, 100, 1, 0x0f, 0xa0, 0, 25, 9, 9]);
  assert.deepEqual(parseProxyHeader(binary(0x11, four))?.peers, {
    remote: { address: '192.0.2.7', port: 4000 },
    local: { address: '198.51.100.1', port: 25 },
  });
  const six = Buffer.alloc(36, 1);
  assert.equal(
    parseProxyHeader(binary(0x21, six))?.peers?.remote.address,
    '101:101:101:101:101:101:101:101',
  );
  assert.equal(parseProxyHeader(binary(0x11, four, 0x20))?.peers, undefined);
});

test('Broken headers are refused', () => {
  for (const text of [
    'EHLO example.test\r\n',
    'PROXY TCP4 192.0.2.256 198.51.100.1 4000 25\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 70000 25\r\n',
    'PROXY TCP4 192.0.2.7 198.51.100.1 4000 25 x\r\n',
    'PROXY UDP4 192.0.2.7 198.51.100.1 4000 25\r\n',
    `PROXY TCP4 ${'1'.repeat(120)}`,
  ]) {
    assert.throws(() => parseProxyHeader(Buffer.from(text)), ParseError, text);
  }
  assert.throws(() => parseProxyHeader(binary(0x11, Buffer.alloc(4))), ParseError);
  assert.throws(() => parseProxyHeader(binary(0x11, Buffer.alloc(2_000))), ParseError);
});

test('Never throws anything but ParseError, and a header cut short asks for more', () => {
  const starts = fc.constantFrom('', 'PROXY ', 'PROXY TCP4 ', signature.toString('latin1'));
  fc.assert(
    fc.property(starts, fc.uint8Array({ maxLength: 300 }), (start, rest) => {
      const octets = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
      try {
        const header = parseProxyHeader(octets);
        if (header === undefined) return;
        assert.ok(header.length <= octets.length);
        assert.equal(parseProxyHeader(octets.subarray(0, header.length - 1)), undefined);
      } catch (error) {
        assert.ok(error instanceof ParseError, String(error));
      }
    }),
  );
});
