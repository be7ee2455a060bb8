import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { systemRandom } from '#base/random.ts';
import { defaultResolverLimits } from '#net/dns/resolver-limits.ts';
import { StubResolver } from '#net/dns/stub-resolver.ts';
import type { Upstream } from '#net/dns/upstream.ts';
import { DnsServer } from '#test/stage/dns-server.ts';

const zone = `
$ORIGIN example.test.
@ 300 IN SOA ns dns 1 3600 600 86400 60
@ 300 IN NS ns
@ 300 IN MX 10 Mx
@ 300 IN CAA 0 issue "ca.test"
mx 300 IN A 192.0.2.1
mx 300 IN AAAA 2001:db8::1
ns 300 IN A 192.0.2.2
_25._tcp.mx 300 IN TLSA 3 1 1 ${'0a'.repeat(32)}
_imaps._tcp 300 IN SRV 0 1 993 mx
www 120 IN CNAME mx
long 300 IN TXT ${Array.from({ length: 10 }, () => `"${'x'.repeat(250)}"`).join(' ')}
`;

/** Starts unbound with the zone; its port was free a moment ago. */
async function startUnbound(folder: string, { address, port }: Upstream) {
  writeFileSync(join(folder, 'zone'), zone);
  const config = join(folder, 'unbound.conf');
  writeFileSync(
    config,
    `server:
  interface: ${address}
  port: ${port}
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: ""
  use-syslog: no
  logfile: ""
  verbosity: 1
  module-config: "iterator"
  local-zone: "test." nodefault
remote-control:
  control-enable: no
auth-zone:
  name: "example.test."
  zonefile: "${join(folder, 'zone')}"
  for-upstream: no
  for-downstream: yes
`,
  );
  const child = spawn('unbound', ['-d', '-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    lines.push(line);
    if (line.includes('start of service')) break;
  }
  assert.equal(child.exitCode, null, lines.join('\n'));
  child.stderr.resume();
  return child;
}

test('unbound answers the resolver (RFC 1035 §4.2)', { timeout: 20_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unbound-'));
  const free = await DnsServer.start(() => []);
  await free[Symbol.asyncDispose]();
  const unbound = await startUnbound(folder, free.upstream);
  try {
    const resolver = new StubResolver({
      upstreams: [free.upstream],
      clock: systemClock,
      random: systemRandom,
      log: silentLog,
      limits: defaultResolverLimits,
    });
    const records = async (
      type: 'a' | 'aaaa' | 'mx' | 'srv' | 'tlsa' | 'txt' | 'caa',
      name: string,
    ) => {
      const lookup = await resolver[type](name);
      assert.ok(lookup.outcome === 'found', `${type} ${name}: ${lookup.outcome}`);
      return lookup.records;
    };
    const host = 'Mx.example.test';
    const [mx] = await records('mx', 'example.test');
    assert.equal(mx?.type === 'MX' && mx.exchange.toLowerCase(), host.toLowerCase());
    assert.deepEqual(await records('a', host), [{ type: 'A', address: '192.0.2.1' }]);
    assert.deepEqual(await records('aaaa', host), [{ type: 'AAAA', address: '2001:db8::1' }]);
    assert.deepEqual(await records('a', 'www.example.test'), [{ type: 'A', address: '192.0.2.1' }]);
    const [caa] = await records('caa', 'example.test');
    assert.deepEqual(caa, { type: 'CAA', flags: 0, tag: 'issue', value: 'ca.test' });
    const [tlsa] = await records('tlsa', `_25._tcp.${host}`);
    assert.deepEqual(tlsa?.type === 'TLSA' && [...tlsa.association], Array(32).fill(10));
    const [srv] = await records('srv', '_imaps._tcp.example.test');
    assert.equal(srv?.type === 'SRV' && srv.port, 993);
    // More than fits into a datagram: this one comes by TCP.
    const [txt] = await records('txt', 'long.example.test');
    assert.equal(txt?.type === 'TXT' && txt.strings.join('').length, 2_500);
    const absent = { ttlSeconds: 60, authenticated: false };
    assert.deepEqual(await resolver.a('gone.example.test'), { outcome: 'no-such-name', ...absent });
    assert.deepEqual(await resolver.mx('mx.example.test'), { outcome: 'no-data', ...absent });
  } finally {
    unbound.kill();
    if (unbound.exitCode === null) await once(unbound, 'exit');
    rmSync(folder, { recursive: true });
  }
});
