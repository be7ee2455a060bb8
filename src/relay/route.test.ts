import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Random } from '#base/random.ts';
import type { Lookup } from '#proto/dns/resolver.ts';
import {
  addressesMax,
  findAddresses,
  findRoute,
  type Route,
  type RouteFailure,
} from '#relay/route.ts';

const answered = { ttlSeconds: 60, authenticated: false };

const random: Random = { bytes: (count) => new Uint8Array(count) };

function mx(...exchanges: readonly (readonly [number, string])[]): Lookup<'MX'> {
  const records = exchanges.map(([preference, exchange]) => {
    return { type: 'MX' as const, preference, exchange };
  });
  return { outcome: 'found', name: 'x.test', records, ...answered };
}

const route = (answer: Lookup<'MX'>, domain = 'x.test') =>
  findRoute({ mx: async () => answer }, domain, { random, hostName: 'us.test' });

/** A failure in a word. */
function told(route: Route | readonly string[] | RouteFailure): string {
  if (!('kind' in route) || !('answer' in route)) return '';
  return `${route.kind} ${route.answer.code} ${route.answer.enhanced}`;
}

function found<T extends 'A' | 'AAAA'>(type: T, ...addresses: readonly string[]) {
  const records = addresses.map((address) => ({ type, address }));
  return { outcome: 'found' as const, name: 'x.test', records, ...answered };
}

const addresses = (four: Lookup<'A'>, six: Lookup<'AAAA'>) =>
  findAddresses({ a: async () => four, aaaa: async () => six }, 'mx.test');

test('MX records go by preference, in small letters (RFC 5321 §5.1)', async () => {
  const found_ = await route(mx([20, 'c.test'], [5, 'A.test'], [10, 'b.test']));
  assert.deepEqual(found_, {
    kind: 'hosts',
    hosts: ['a.test', 'b.test', 'c.test'],
    authenticated: false,
  });
});

test('Servers of one preference come in any order (RFC 5321 §5.1)', async () => {
  let turn = 0;
  const drawing: Random = { bytes: () => Uint8Array.of(255 - turn++) };
  const answer = mx([10, 'a.test'], [10, 'b.test']);
  const drawn = await findRoute({ mx: async () => answer }, 'x.test', {
    random: drawing,
    hostName: 'us.test',
  });
  assert.deepEqual(drawn.kind === 'hosts' && drawn.hosts, ['b.test', 'a.test']);
});

test('What is not preferred to ourselves would come back (RFC 5321 §5.1)', async () => {
  const better = await route(mx([5, 'a.test'], [10, 'US.test'], [10, 'b.test'], [20, 'c.test']));
  assert.deepEqual(better.kind === 'hosts' && better.hosts, ['a.test']);
  assert.equal(told(await route(mx([10, 'us.test'], [20, 'c.test']))), 'failed 554 5.4.6');
});

test('Without MX records the domain itself is asked (RFC 5321 §5.1)', async () => {
  const found_ = await route({ outcome: 'no-data', ...answered });
  assert.deepEqual(found_, { kind: 'hosts', hosts: ['x.test'], authenticated: false });
});

test('A null MX takes no mail (RFC 7505 §3), and a name that is none never will', async () => {
  const refused = await route(mx([0, '.']));
  assert.equal(told(refused), 'failed 556 5.1.10');
  const absent = await route({ outcome: 'no-such-name', ...answered });
  assert.equal(told(absent), 'failed 550 5.1.2');
});

test('What cannot be found out now is asked again', async () => {
  for (const outcome of ['server-failure', 'timeout', 'overload'] as const) {
    const later = await route({ outcome });
    assert.equal(told(later), 'deferred 450 4.4.3');
    const none = await addresses({ outcome }, { outcome: 'no-data', ...answered });
    assert.ok('kind' in none && none.kind === 'deferred');
  }
});

test('An address literal needs no look-up (RFC 5321 §4.1.3)', async () => {
  const nothing = mx();
  assert.deepEqual(await route(nothing, '[192.0.2.1]'), { kind: 'address', address: '192.0.2.1' });
  assert.deepEqual(await route(nothing, '[IPv6:2001:db8::1]'), {
    kind: 'address',
    address: '2001:db8::1',
  });
});

test('Addresses of both families take turns, as many as are worth trying', async () => {
  const both = await addresses(found('A', '192.0.2.1', '192.0.2.2'), found('AAAA', '2001:db8::1'));
  assert.deepEqual(both, ['2001:db8::1', '192.0.2.1', '192.0.2.2']);
  const four = Array.from({ length: 30 }, (_, index) => `192.0.2.${index}`);
  const many = await addresses(found('A', ...four), { outcome: 'timeout' });
  assert.equal(Array.isArray(many) && many.length, addressesMax);
  const none = await addresses(
    { outcome: 'no-data', ...answered },
    { outcome: 'no-such-name', ...answered },
  );
  assert.ok('kind' in none && none.kind === 'failed');
});
