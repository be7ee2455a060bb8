/**
 * DANE from end to end: a zone that Debian's ldns-signzone signs, Debian's unbound that validates
 * it, a server on loopback, and Postfix's posttls-finger for a second opinion.
 */
import assert from 'node:assert/strict';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { systemRandom } from '#base/random.ts';
import { dial } from '#net/dial.ts';
import { defaultResolverLimits } from '#net/dns/resolver-limits.ts';
import { StubResolver } from '#net/dns/stub-resolver.ts';
import type { Upstream } from '#net/dns/upstream.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { ownTlsa } from '#net/match-tlsa.ts';
import { tlsaText } from '#proto/dane/tlsa.ts';
import { openConnection, type Server } from '#relay/open-connection.ts';
import { DnsServer } from '#test/stage/dns-server.ts';
import { SmtpPeer } from '#test/stage/smtp-peer.ts';

const run = promisify(execFile);
const day = 86_400_000;
const valid = { from: Date.now() - day, to: Date.now() + day };
const authority = issueAuthority('Test CA', valid);
const leaf = issueLeaf(authority, ['mx.signed.test'], valid);
const chain = { ...leaf, certificate: leaf.certificate + authority.certificate };

const anchorRecord = { ...ownTlsa(authority.certificate), usage: 2 };
const wrongRecord = ownTlsa(issueLeaf(authority, ['x.test'], valid).certificate);

const zone = `
$ORIGIN signed.test.
$TTL 300
@ IN SOA ns dns 1 3600 600 86400 60
@ IN NS ns
ns IN A 127.0.0.1
@ IN MX 10 mx
mx IN A 127.0.0.1
_25._tcp.mx IN TLSA ${tlsaText(ownTlsa(leaf.certificate))}
anchor IN MX 10 anchored
anchored IN A 127.0.0.1
_25._tcp.anchored IN TLSA ${tlsaText(anchorRecord)}
wrong IN MX 10 wrong-mx
wrong-mx IN A 127.0.0.1
_25._tcp.wrong-mx IN TLSA ${tlsaText(wrongRecord)}
alias IN MX 10 also
also IN CNAME mx
none IN MX 10 none-mx
none-mx IN A 127.0.0.1
broken IN MX 10 broken-mx
broken-mx IN A 127.0.0.1
_25._tcp.broken-mx IN TLSA ${tlsaText(ownTlsa(leaf.certificate))}
`;

const folder = mkdtempSync(join(tmpdir(), 'dane-'));
let unbound: ChildProcess;
let upstream: Upstream;
let peer: SmtpPeer;

before(async () => {
  const anchor = await sign();
  const free = await DnsServer.start(() => []);
  await free[Symbol.asyncDispose]();
  upstream = free.upstream;
  unbound = await startUnbound(anchor);
  peer = await SmtpPeer.start({ address: '127.0.0.1', port: 0, certificate: chain });
});

after(async () => {
  await peer[Symbol.asyncDispose]();
  unbound.kill();
  if (unbound.exitCode === null) await once(unbound, 'exit');
  rmSync(folder, { recursive: true });
});

/** Signs the zone, damages one signature, and returns the key that is trusted, as a file. */
async function sign(): Promise<string> {
  writeFileSync(join(folder, 'zone'), zone);
  const options = { cwd: folder };
  const made = await run('ldns-keygen', ['-a', 'ECDSAP256SHA256', '-k', 'signed.test'], options);
  const key = made.stdout.trim();
  await run('ldns-signzone', ['-f', 'zone.signed', 'zone', key], options);
  const file = join(folder, 'zone.signed');
  const lines = readFileSync(file, 'utf8').split('\n');
  const damaged = lines.map((line) =>
    /^_25\._tcp\.broken-mx\S*\s.*\bTLSA\s+3 1 1/u.test(line)
      ? line.replace(/[\da-f]{64}/iu, '00'.repeat(32))
      : line,
  );
  assert.notDeepEqual(damaged, lines);
  writeFileSync(file, damaged.join('\n'));
  return join(folder, `${key}.key`);
}

async function startUnbound(anchor: string): Promise<ChildProcess> {
  const { address, port } = upstream;
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
  module-config: "validator iterator"
  trust-anchor-file: "${anchor}"
  local-zone: "test." nodefault
remote-control:
  control-enable: no
auth-zone:
  name: "signed.test."
  zonefile: "${join(folder, 'zone.signed')}"
  for-upstream: yes
  for-downstream: no
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

/** Opens a connection for mail to a domain, to its first server. */
async function open(domain: string): Promise<string> {
  const resolver = new StubResolver({
    upstreams: [upstream],
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    limits: defaultResolverLimits,
  });
  const mx = await resolver.mx(domain);
  assert.ok(mx.outcome === 'found', `${domain}: ${mx.outcome}`);
  assert.equal(mx.authenticated, true, domain);
  const host = mx.records[0]?.exchange.toLowerCase() ?? '';
  const server: Server = { domain, host, address: '127.0.0.1', authenticated: mx.authenticated };
  const world = { resolver, dial, random: systemRandom, log: silentLog, hostName: 'us.test' };
  const facts = { nextId: () => 'out', port: peer.port, clock: systemClock };
  const { client, tls } = await openConnection({ ...world, ...facts }, server);
  await client.quit();
  return tls;
}

test('A server is verified by the records of a signed zone (RFC 7672 §2.2.3)', async () => {
  assert.equal(await open('signed.test'), 'TLSv1.3, verified by DANE');
  // The records lie where the alias leads (RFC 7672 §2.2.2).
  assert.equal(await open('alias.signed.test'), 'TLSv1.3, verified by DANE');
});

test('Under a trust anchor the name counts (RFC 7672 §3.1.2)', async () => {
  await assert.rejects(open('anchor.signed.test'), /not for anchored\.signed\.test or anchor/);
});

test('Wrong records, and records that do not validate, keep mail here (RFC 7672 §2.1.2)', async () => {
  await assert.rejects(open('wrong.signed.test'), /fits none of the TLSA records/);
  await assert.rejects(open('broken.signed.test'), /could not be looked up/);
});

test('A signed zone without records asks for nothing (RFC 7672 §2.2)', async () => {
  assert.match(await open('none.signed.test'), /^TLSv1\.3, not verified: /);
});

test('Postfix reads our record of a certificate as we do (RFC 6698 §2.1)', async () => {
  writeFileSync(join(folder, 'main.cf'), 'compatibility_level = 3.6\n');
  const env = { ...process.env, MAIL_CONFIG: folder };
  for (const [record, verified] of [
    [ownTlsa(leaf.certificate), true],
    [wrongRecord, false],
  ] as const) {
    // `fingerprint` compares the key's digest, as 3 1 1 does; the DNS of the machine stays out.
    const digest = Buffer.from(record.association)
      .toString('hex')
      .replaceAll(/..(?=.)/gu, '$&:');
    const args = ['-c', '-l', 'fingerprint', '-d', 'sha256', `[127.0.0.1]:${peer.port}`, digest];
    const { stdout, stderr } = await run('posttls-finger', args, { env });
    assert.match(stdout + stderr, /TLS connection established/);
    assert.equal(/^posttls-finger: Verified/m.test(stdout + stderr), verified);
  }
});
