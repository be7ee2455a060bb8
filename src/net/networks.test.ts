import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clearBudget, ConnectionBudget, makeBudgetMemory } from '#net/connection-budget.ts';
import { Networks, peerPrefix, plainAddress } from '#net/networks.ts';

test('Networks hold addresses of both families', () => {
  const networks = new Networks(['10.0.0.0/8', '2001:db8::/32', '192.0.2.1']);
  assert.equal(networks.includes('10.9.8.7'), true);
  assert.equal(networks.includes('11.0.0.1'), false);
  assert.equal(networks.includes('2001:db8:1::1'), true);
  assert.equal(networks.includes('192.0.2.2'), false);
  assert.throws(() => new Networks(['10.0.0.0/33']), /10\.0\.0\.0\/33/u);
  assert.throws(() => new Networks(['mail.example.test']), /no network/u);
});

test('The /64 of an IPv6 address counts as one peer (RFC 6177 §2)', () => {
  assert.equal(peerPrefix('2001:db8:1:2:3:4:5:6'), peerPrefix('2001:DB8:1:2::9'));
  assert.notEqual(peerPrefix('2001:db8:1:2::9'), peerPrefix('2001:db8:1:3::9'));
  assert.equal(peerPrefix('::1'), '0:0:0:0');
  assert.equal(peerPrefix('192.0.2.1'), '192.0.2.1');
  assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1');
});

test('Edges share one budget, and a crashed edge gives its part back', () => {
  const memory = makeBudgetMemory(2);
  const limits = { perListenerMax: 3, perAddressMax: 2 };
  const first = new ConnectionBudget(memory, { edge: 0, seed: 7, limits });
  const second = new ConnectionBudget(memory, { edge: 1, seed: 7, limits });
  const ticket = first.take(0, '192.0.2.1');
  assert.ok(ticket);
  assert.ok(second.take(0, '192.0.2.1'));
  assert.equal(first.take(0, '192.0.2.1'), undefined, 'the address has its share');
  assert.ok(second.take(0, '127.0.0.1'), 'loopback is exempt from the share of one address');
  assert.equal(second.take(0, '192.0.2.2'), undefined, 'the listener is full');
  assert.ok(second.take(1, '192.0.2.2'), 'another listener is not');
  first.give(ticket);
  assert.ok(first.take(0, '192.0.2.1'));
  clearBudget(memory, 1);
  assert.ok(first.take(0, '192.0.2.9'));
});
