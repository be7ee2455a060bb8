import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isPinned, normalNetwork } from '#core/applications/network-pins.ts';

test('A network is kept in one form, and an address is one of its own', () => {
  assert.equal(normalNetwork('10.1.2.3/8'), '10.0.0.0/8');
  assert.equal(normalNetwork('192.0.2.7'), '192.0.2.7/32');
  assert.equal(normalNetwork('2001:DB8:0:1::5/33'), '2001:db8::/33');
  assert.equal(normalNetwork('0.0.0.0/0'), '0.0.0.0/0');
  for (const text of ['', 'x', '10.0.0.0/33', '10.0.0.0/8/8', '::/129', '1.2.3/8', '::1/-1']) {
    assert.throws(() => normalNetwork(text), { code: 'network.malformed' }, text);
  }
});

test('An address is within its networks and in no other, whatever its family', () => {
  const networks = ['10.0.0.0/9', '2001:db8::/32', '192.0.2.7/32'];
  for (const inside of ['10.127.255.255', '2001:db8:ffff::1', '192.0.2.7']) {
    assert.equal(isPinned(inside, networks), true, inside);
  }
  for (const outside of ['10.128.0.0', '2001:db9::1', '192.0.2.8', '::1', 'nonsense']) {
    assert.equal(isPinned(outside, networks), false, outside);
  }
  assert.equal(isPinned('203.0.113.9', []), true);
});
