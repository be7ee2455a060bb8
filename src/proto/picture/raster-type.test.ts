import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rasterTypeOf } from '#proto/picture/raster-type.ts';

const octets = (text: string) => Buffer.from(text, 'latin1');

test('Pictures are known by their octets', () => {
  assert.equal(rasterTypeOf(octets('\x89PNG\r\n\x1A\n\0\0\0\rIHDR')), 'image/png');
  assert.equal(rasterTypeOf(octets('GIF89a\x01\0')), 'image/gif');
  assert.equal(rasterTypeOf(octets('\xFF\xD8\xFF\xE0')), 'image/jpeg');
  assert.equal(rasterTypeOf(octets('RIFF\0\0\0\0WEBPVP8 ')), 'image/webp');
  assert.equal(rasterTypeOf(octets('\0\0\0\x1Cftypavif')), 'image/avif');
});

test('What can hold markup is no picture, whatever it begins with', () => {
  const others = [
    '',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '<?xml version="1.0"?><svg/>',
    '\xEF\xBB\xBF<svg/>',
    '\x1F\x8B\x08\0',
    'GIF88a',
    ' GIF89a',
    '<html>GIF89a',
    'RIFF\0\0\0\0WAVE',
    '%PDF-1.7',
    '\0\0\0\x1Cftypmp42',
  ];
  for (const other of others) assert.equal(rasterTypeOf(octets(other)), undefined, other);
});
