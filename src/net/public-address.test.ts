import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isPrivateAddress, isPublicAddress } from '#net/public-address.ts';

const publicOnes = ['1.1.1.1', '9.255.255.255', '172.32.0.1', '223.255.255.255', '2606:4700::1111'];

const privateOnes = ['127.0.0.1', '127.9.9.9', '10.1.2.3', '172.31.0.1', '192.168.1.1', '::1'];

const neither = [
  '0.0.0.0',
  '169.254.169.254',
  '192.0.2.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::127.0.0.1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:1.1.1.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::a00:1',
  'fe80::1',
  'ff02::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::1',
  '4000::1',
  'localhost',
  '',
];

test('Only addresses of single hosts on the public Internet are public', () => {
  for (const address of publicOnes) assert.ok(isPublicAddress(address), address);
  for (const address of [...privateOnes, ...neither]) {
    assert.ok(!isPublicAddress(address), address);
  }
});

test('Networks of our own are loopback and private ones, and no others', () => {
  for (const address of privateOnes) assert.ok(isPrivateAddress(address), address);
  assert.ok(isPrivateAddress('fd00::1'));
  for (const address of [...publicOnes, ...neither]) {
    assert.ok(!isPrivateAddress(address), address);
  }
});
