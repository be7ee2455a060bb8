import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { nameserversMax, parseResolvConf, systemUpstreams } from '#net/dns/resolv-conf.ts';
import { parseUpstream } from '#net/dns/upstream.ts';

const local = { address: '127.0.0.1', port: 53 };

test('resolv.conf names the servers, in order; without any it is this machine', () => {
  const text = '# a\nsearch x\n nameserver 192.0.2.1 \nnameserver\t2001:db8::1\nnameserver x\n';
  assert.deepEqual(parseResolvConf(text), [
    { address: '192.0.2.1', port: 53 },
    { address: '2001:db8::1', port: 53 },
  ]);
  assert.equal(parseResolvConf('nameserver 192.0.2.1\n'.repeat(9)).length, nameserversMax);
  assert.deepEqual(parseResolvConf('options edns0\r\n'), [local]);
});

test('a machine without resolv.conf asks itself', () => {
  const folder = mkdtempSync(join(tmpdir(), 'resolv-conf-'));
  try {
    assert.deepEqual(systemUpstreams(join(folder, 'absent')), [local]);
    const path = join(folder, 'resolv.conf');
    writeFileSync(path, 'nameserver 192.0.2.1\n');
    assert.deepEqual(systemUpstreams(path), [{ address: '192.0.2.1', port: 53 }]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('upstreams are addresses, with a port where it is not 53 (RFC 1035 §4.2)', () => {
  assert.deepEqual(parseUpstream('127.0.0.1'), local);
  assert.deepEqual(parseUpstream('127.0.0.1:5353'), { address: '127.0.0.1', port: 5353 });
  assert.deepEqual(parseUpstream('::1'), { address: '::1', port: 53 });
  assert.deepEqual(parseUpstream('[::1]:5353'), { address: '::1', port: 5353 });
  for (const bad of [
    '',
    'localhost',
    '127.0.0.1:',
    '127.0.0.1:0',
    '127.0.0.1:65536',
    '[::1]',
    '[127.0.0.1]:1',
  ]) {
    assert.throws(() => parseUpstream(bad), /is no DNS server/u, bad);
  }
});
