/** TLS on the way out: what DANE, MTA-STS and nobody ask of the servers of a domain. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { systemClock } from '#base/clock.ts';
import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import { systemRandom } from '#base/random.ts';
import type { TlsResult } from '#core/reports/tls-result.ts';
import type { KnownStsPolicy, StsCache } from '#core/transport/sts-cache.ts';
import { dial } from '#net/dial.ts';
import { defaultResolverLimits } from '#net/dns/resolver-limits.ts';
import { StubResolver } from '#net/dns/stub-resolver.ts';
import { httpsGet } from '#net/https-get.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { ownTlsa } from '#net/match-tlsa.ts';
import { type DestinationWorld, openConnection } from '#relay/open-connection.ts';
import { stsRefreshMs, stsRetryMs, StsPolicies } from '#relay/sts-policies.ts';
import { requireTlsRefusal, UntrustedServer } from '#relay/tls-policy.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { PolicyHost } from '#test/stage/policy-host.ts';
import type { SmtpPeer } from '#test/stage/smtp-peer.ts';

const day = 86_400_000;
const now = Date.now();
const valid = { from: now - day, to: now + day };
const authority = issueAuthority('Test CA', valid);
const stranger = issueAuthority('Stranger CA', valid);
const good = issueLeaf(authority, ['good.test', 'also.test'], valid);
const certificates = {
  good,
  misnamed: issueLeaf(authority, ['other.test'], valid),
  expired: issueLeaf(authority, ['expired.test'], { from: now - 2 * day, to: now - day }),
  stranger: issueLeaf(stranger, ['stranger.test'], valid),
};

let internet: FakeInternet;
let policyHost: PolicyHost;
const peers = new Map<string, SmtpPeer>();

before(async () => {
  internet = await FakeInternet.start();
  policyHost = await PolicyHost.start(issueLeaf(authority, ['mta-sts.x.test'], valid));
  let octet = 10;
  for (const [name, certificate] of Object.entries(certificates)) {
    peers.set(name, await internet.server(`${name}.test`, octet++, { certificate }));
  }
  peers.set('plain', await internet.server('plain.test', octet++));
  internet.name('mta-sts.x.test', '127.0.0.1');
});

after(async () => {
  await policyHost[Symbol.asyncDispose]();
  await internet[Symbol.asyncDispose]();
});

/** A world whose DNS forgets nothing within a test, and everything after it. */
function worldOf(more: Partial<DestinationWorld> = {}): DestinationWorld {
  return {
    resolver: resolver(),
    dial,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    hostName: 'us.test',
    nextId: () => 'out',
    port: internet.port,
    authorities: authority.certificate,
    ...more,
  };
}

function resolver(): StubResolver {
  return new StubResolver({
    upstreams: [internet.dns.upstream],
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    limits: defaultResolverLimits,
  });
}

type Outcome = {
  readonly said: string;
  readonly tallies: readonly string[];
  readonly proven: boolean;
};

/** What openConnection comes to for mail to x.test over one of the peers. */
async function open(name: string, more: Partial<DestinationWorld> = {}): Promise<Outcome> {
  const tallied: TlsResult[] = [];
  const world = worldOf({ tally: (result) => tallied.push(result), ...more });
  const host = `${name}.test`;
  const [record] = internet.zone.get(host) ?? [];
  const address = record?.type === 'A' ? record.address : '';
  const server = { domain: 'x.test', host, address, authenticated: internet.dnssec.signed };
  const tallies = () => tallied.map(({ policy, result }) => `${policy.type} ${result}`);
  try {
    const { client, tls, verdict } = await openConnection(world, server);
    await client.quit();
    const refusal = requireTlsRefusal(verdict);
    assert.equal(refusal?.enhanced, verdict.proven ? undefined : '5.7.30');
    return { said: tls, tallies: tallies(), proven: verdict.proven };
  } catch (error) {
    assert.ok(error instanceof UntrustedServer, String(error));
    assert.equal(error.answer.enhanced, '4.7.5');
    return { said: error.message, tallies: tallies(), proven: false };
  }
}

/** Runs with TLSA records of a host in a zone that is signed. */
async function withTlsa(
  host: string,
  records: readonly ReturnType<typeof ownTlsa>[],
  work: () => Promise<void>,
): Promise<void> {
  const name = `_25._tcp.${host}`;
  internet.zone.set(
    name,
    records.map((record) => ({ type: 'TLSA', ...record }) as const),
  );
  internet.dnssec.signed = true;
  try {
    await work();
  } finally {
    internet.dnssec.signed = false;
    internet.zone.delete(name);
  }
}

test('Without a policy TLS is used as it comes, and told as it is (RFC 7435 §3)', async () => {
  const found = [await open('good'), await open('misnamed'), await open('plain')];
  assert.deepEqual(
    found.map(({ said }) => said),
    [
      'TLSv1.3, certificate valid, nothing asks for it',
      'TLSv1.3, not verified: The certificate does not match misnamed.test: it is for other.test',
      'none: plain.test does not offer STARTTLS',
    ],
  );
  assert.deepEqual(found[0]?.tallies, ['no-policy-found success']);
  assert.deepEqual(found[2]?.tallies, ['no-policy-found starttls-not-supported']);
  // The MX records are not validated: the server may be anybody's (RFC 8689 §4.2.1).
  assert.ok(found.every(({ proven }) => !proven));
});

test('A server that fits its TLSA record is verified by DANE, expired or not (RFC 7672 §3.1.1)', async () => {
  await withTlsa('expired.test', [ownTlsa(certificates.expired.certificate)], async () => {
    assert.deepEqual(await open('expired'), {
      said: 'TLSv1.3, verified by DANE',
      tallies: ['tlsa success'],
      proven: true,
    });
  });
});

test('A server that does not fit its TLSA record gets no mail, not in plain text either (RFC 7672 §2.1, RFC 7672 §2.2)', async () => {
  await withTlsa('good.test', [ownTlsa(certificates.expired.certificate)], async () => {
    const before = peers.get('good')?.connections ?? 0;
    const { said, tallies } = await open('good');
    assert.match(said, /fits none of the TLSA records/);
    assert.deepEqual(tallies, ['tlsa validation-failure']);
    assert.equal(peers.get('good')?.connections, before + 1);
  });
});

test('A server with TLSA records must offer STARTTLS (RFC 7672 §2.2)', async () => {
  await withTlsa('plain.test', [ownTlsa(good.certificate)], async () => {
    const { said, tallies } = await open('plain');
    assert.match(said, /does not offer STARTTLS/);
    assert.deepEqual(tallies, ['tlsa starttls-not-supported']);
  });
});

test('Records that cannot be used ask for TLS with any certificate (RFC 7672 §3.1.3)', async () => {
  const unusable = { ...ownTlsa(good.certificate), usage: 1 };
  await withTlsa('stranger.test', [unusable], async () => {
    const { said, tallies } = await open('stranger');
    assert.equal(said, 'TLSv1.3, not verified: None of the TLSA records can be used');
    assert.deepEqual(tallies, ['tlsa tlsa-invalid']);
  });
  await withTlsa('plain.test', [unusable], async () => {
    assert.match((await open('plain')).said, /does not offer STARTTLS/);
  });
});

test('Where TLSA records cannot be looked up the server is left alone (RFC 7672 §2.1.2, RFC 8460 §4.3.2.1)', async () => {
  const broken = Object.assign(resolver(), {
    tlsa: () => Promise.resolve({ outcome: 'server-failure' } as const),
  });
  internet.dnssec.signed = true;
  const before = peers.get('good')?.connections;
  const { said, tallies } = await open('good', { resolver: broken });
  assert.match(said, /could not be looked up/);
  assert.deepEqual(tallies, ['tlsa dnssec-invalid']);
  assert.equal(peers.get('good')?.connections, before);
  // Where the zone is not signed nobody asks for them (RFC 7672 §2.2.1).
  internet.dnssec.signed = false;
  assert.match((await open('good', { resolver: broken })).said, /certificate valid/);
});

/** Asks anew each time: records change within a test. */
const forgetful = {
  txt: (name: string) => resolver().txt(name),
  a: (name: string) => resolver().a(name),
  aaaa: (name: string) => resolver().aaaa(name),
};

test('How a server is reached may be said, as for a smart host: then nothing is looked up', async () => {
  const [record] = internet.zone.get('good.test') ?? [];
  const address = record?.type === 'A' ? record.address : '';
  const trust = {
    serverName: 'good.test',
    certificate: 'authority',
    authorities: authority.certificate,
  } as const;
  const report = {
    type: 'no-policy-found',
    strings: [],
    domain: 'x.test',
    mxPatterns: [],
  } as const;
  const policy = { kind: 'opportunistic', demand: 'verified', trust, report } as const;
  const server = { domain: 'x.test', host: 'good.test', address, authenticated: false, policy };
  const before = internet.dns.arrivals.length;
  const { client, verdict } = await openConnection(worldOf(), server);
  await client.quit();
  assert.equal(verdict.verifiedBy, 'authority');
  assert.equal(internet.dns.arrivals.length, before);
  const other = { ...policy, trust: { ...trust, serverName: 'nobody.test' } };
  await assert.rejects(openConnection(worldOf(), { ...server, policy: other }), UntrustedServer);
});

/** Policies of x.test with a cache that a test can look at. */
function policies(clock: ManualClock): {
  readonly source: StsPolicies;
  readonly kept: Map<string, KnownStsPolicy>;
} {
  const kept = new Map<string, KnownStsPolicy>();
  const cache: StsCache = {
    find: (domain) => Promise.resolve(kept.get(domain)),
    keep: async (known) => void kept.set(known.domain, known),
  };
  const { port } = policyHost;
  const authorities = authority.certificate;
  const facts = { get: httpsGet, cache, clock, log: silentLog, authorities, port };
  return { source: new StsPolicies({ resolver: forgetful, ...facts }), kept };
}

function publish(id: string, mode: string, ...mx: readonly string[]): void {
  internet.zone.set('_mta-sts.x.test', [{ type: 'TXT', strings: [`v=STSv1; id=${id};`] }]);
  const lines = ['version: STSv1', `mode: ${mode}`, ...mx.map((one) => `mx: ${one}`)];
  policyHost.answer = { body: [...lines, 'max_age: 604800', ''].join('\r\n') };
}

test('In enforce only named servers with a valid certificate get mail (RFC 8461 §5, RFC 8460 §4.3.3)', async () => {
  const { source: stsPolicies } = policies(new ManualClock(now));
  publish(
    '1',
    'enforce',
    'good.test',
    'misnamed.test',
    'expired.test',
    'stranger.test',
    'plain.test',
  );
  assert.deepEqual(await open('good', { stsPolicies }), {
    said: 'TLSv1.3, verified by MTA-STS',
    tallies: ['sts success'],
    proven: true,
  });
  for (const [name, result] of [
    ['misnamed', 'certificate-host-mismatch'],
    ['expired', 'certificate-expired'],
    ['stranger', 'certificate-not-trusted'],
    ['plain', 'starttls-not-supported'],
  ] as const) {
    const lines = peers.get(name)?.lines.length ?? 0;
    const { tallies } = await open(name, { stsPolicies });
    assert.deepEqual(tallies, [`sts ${result}`], name);
    const said = peers.get(name)?.lines.slice(lines) ?? [];
    assert.ok(!said.some((line) => line.startsWith('MAIL')), name);
  }
  publish('2', 'enforce', 'good.test');
  const { said, tallies } = await open('misnamed', { stsPolicies });
  assert.equal(said, 'The MTA-STS policy of x.test does not name misnamed.test');
  assert.deepEqual(tallies, ['sts validation-failure']);
  assert.deepEqual([...new Set(policyHost.asked)], ['mta-sts.x.test/.well-known/mta-sts.txt']);
});

test('In testing failures are told and mail goes out (RFC 8461 §5, RFC 8460 §4.3.1)', async () => {
  const { source: stsPolicies } = policies(new ManualClock(now));
  publish('3', 'testing', 'good.test', 'stranger.test');
  const { said, tallies } = await open('stranger', { stsPolicies });
  assert.match(said, /^TLSv1.3, not verified: /);
  assert.deepEqual(tallies, ['sts certificate-not-trusted']);
  assert.deepEqual((await open('misnamed', { stsPolicies })).tallies, ['sts validation-failure']);
  assert.deepEqual((await open('good', { stsPolicies })).tallies, ['sts success']);
});

test('DANE goes before MTA-STS (RFC 8461 §2)', async () => {
  const { source: stsPolicies } = policies(new ManualClock(now));
  publish('4', 'enforce', 'good.test');
  await withTlsa('stranger.test', [ownTlsa(certificates.stranger.certificate)], async () => {
    assert.equal((await open('stranger', { stsPolicies })).said, 'TLSv1.3, verified by DANE');
  });
});

test('A policy holds on when the next cannot be had, and is tried again later (RFC 8461 §3.3, RFC 8461 §5.1, RFC 8461 §10.2)', async () => {
  const clock = new ManualClock(now);
  const { source, kept } = policies(clock);
  publish('5', 'enforce', 'good.test');
  const first = await source.policyFor('X.test');
  assert.equal(first.policy?.mode, 'enforce');
  const asked = policyHost.asked.length;
  await source.policyFor('x.test');
  assert.equal(policyHost.asked.length, asked, 'from the cache');
  internet.zone.set('_mta-sts.x.test', [{ type: 'TXT', strings: ['v=STSv1; id=6;'] }]);
  policyHost.answer = { status: 404 };
  for (let turn = 0; turn < 2; turn++) {
    const { policy, failure } = await source.policyFor('x.test');
    assert.equal(policy?.mode, 'enforce');
    assert.equal(failure?.result, 'sts-policy-fetch-error');
  }
  assert.equal(policyHost.asked.length, asked + 1, 'once within the pause');
  internet.zone.delete('_mta-sts.x.test');
  assert.equal((await source.policyFor('x.test')).policy?.mode, 'enforce');
  publish('6', 'none');
  clock.advance(stsRetryMs + 1);
  assert.equal((await source.policyFor('x.test')).policy?.mode, 'none');
  clock.advance(stsRefreshMs + 1);
  const before = policyHost.asked.length;
  await source.policyFor('x.test');
  assert.equal(policyHost.asked.length, before + 1, 'renewed after a day');
  internet.zone.delete('_mta-sts.x.test');
  clock.advance(604_800_001);
  assert.equal((await source.policyFor('x.test')).policy, undefined, 'its time is over');
  assert.equal(kept.size, 1);
});

for (const [title, answer, result] of [
  [
    'redirects',
    { status: 301, location: 'https://mta-sts.x.test/other' },
    'sts-policy-fetch-error',
  ],
  ['sends a page', { type: 'text/html', body: '<p>' }, 'sts-policy-fetch-error'],
  ['sends too much', { body: 'x'.repeat(70_000) }, 'sts-policy-fetch-error'],
  ['sends no policy', { body: 'Hello' }, 'sts-policy-invalid'],
] as const) {
  test(`A policy is not taken from a host that ${title} (RFC 8461 §3.3)`, async () => {
    publish('7', 'enforce', 'good.test');
    policyHost.answer = answer;
    const { source: stsPolicies } = policies(new ManualClock(now));
    const { policy, failure } = await stsPolicies.policyFor('x.test');
    assert.deepEqual([policy, failure?.result], [undefined, result]);
    const { tallies } = await open('good', { stsPolicies });
    assert.deepEqual(tallies, [`sts ${result}`, 'no-policy-found success']);
  });
}

test('A policy is not taken from a host with another name or authority (RFC 8461 §3.3, RFC 8460 §4.3.2.2)', async () => {
  internet.name('mta-sts.y.test', '127.0.0.1');
  internet.zone.set('_mta-sts.y.test', [{ type: 'TXT', strings: ['v=STSv1; id=1;'] }]);
  publish('8', 'enforce', 'good.test');
  const { source } = policies(new ManualClock(now));
  assert.equal((await source.policyFor('y.test')).failure?.result, 'sts-webpki-invalid');
  internet.zone.set('_mta-sts.z.test', [{ type: 'TXT', strings: ['v=STSv1; id=1;'] }]);
  assert.equal((await source.policyFor('z.test')).failure?.result, 'sts-policy-fetch-error');
  for (const domain of ['[192.0.2.1]', `${'a'.repeat(60)}.`.repeat(4), 'none.test']) {
    assert.deepEqual(await source.policyFor(domain), { policy: undefined, failure: undefined });
  }
});
