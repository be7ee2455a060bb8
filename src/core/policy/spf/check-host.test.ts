import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { checkHost, spfCheckMsMax, type SpfQuery } from '#core/policy/spf/check-host.ts';
import { explanationLengthMax } from '#core/policy/spf/record-evaluation.ts';
import { clientNamesMax, lookupTermsMax, mailServersMax } from '#core/policy/spf/spf-lookups.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

const txt = (...strings: string[]): RecordData => ({ type: 'TXT', strings });
const a = (address: string): RecordData => ({ type: 'A', address });
const mx = (exchange: string): RecordData => ({ type: 'MX', preference: 1, exchange });
const ptr = (target: string): RecordData => ({ type: 'PTR', target });

async function check(
  zone: Readonly<Record<string, readonly (RecordData | 'timeout')[]>>,
  query: Partial<SpfQuery> = {},
) {
  const resolver = new ZoneResolver(new Map(Object.entries(zone)));
  const world = { resolver, clock: new ManualClock(), hostName: 'mx.test' };
  const domain = query.domain ?? 'd.test';
  const asked = { address: '192.0.2.1', domain, sender: `a@${domain}`, helo: 'h.test', ...query };
  const { result, reason, explanation } = await checkHost(asked, world);
  return { result, reason, explanation, questions: resolver.questions };
}

test('What matched is told (RFC 7208 §4.6.2)', async () => {
  const zone = {
    'd.test': [txt('v=spf1 include:e.test ', '-all')],
    'e.test': [txt('v=spf1 ip4:192.0.2.0/24')],
  };
  assert.deepEqual(await check(zone), {
    result: 'pass',
    reason: 'include:e.test of d.test',
    explanation: undefined,
    questions: 2,
  });
  const other = await check(zone, { address: '198.51.100.1' });
  assert.deepEqual([other.result, other.reason], ['fail', '-all of d.test']);
});

test('Names that can have no record are not asked for (RFC 7208 §4.3)', async () => {
  const domains = [
    'localhost',
    '[192.0.2.1]',
    '192.0.2.1',
    'a..test',
    `${'x'.repeat(64)}.test`,
    '',
  ];
  for (const domain of [...domains, 'x.'.repeat(200)]) {
    assert.deepEqual(await check({}, { domain }), {
      result: 'none',
      reason: 'no domain that can have a record',
      explanation: undefined,
      questions: 0,
    });
  }
  assert.equal((await check({}, { address: 'unix' })).result, 'none');
});

test('Domains beyond ASCII are asked for by their A-labels (RFC 8616 §4)', async () => {
  const zone = {
    'xn--bcher-kva.test': [
      txt('v=spf1 exists:%{o}.ok.test exists:%{l}.ok.test include:%{l}.x.test -all'),
    ],
    'xn--bcher-kva.test.ok.test': [a('127.0.0.2')],
  };
  assert.equal((await check(zone, { domain: 'bücher.test' })).result, 'pass');
  // A local part beyond ASCII matches nothing.
  const sender = 'grüße@other.test';
  assert.equal((await check(zone, { domain: 'bücher.test', sender })).result, 'fail');
});

test('A client has a budget of terms that ask the DNS (RFC 7208 §4.6.4)', async () => {
  const zone = {
    'd.test': [a('192.0.2.9'), txt(`v=spf1${' a'.repeat(lookupTermsMax)} ip4:192.0.2.1`)],
  };
  assert.equal((await check(zone)).result, 'pass');
  const loop = await check({ 'd.test': [txt('v=spf1 include:d.test')] });
  assert.deepEqual([loop.result, loop.questions], ['permerror', lookupTermsMax + 1]);
  // A name of the client that a macro wants is one more.
  const names = { '1.2.0.192.in-addr.arpa': [ptr('c.test')], 'c.test': [a('192.0.2.1')] };
  const nine = ' a'.repeat(lookupTermsMax - 1);
  const record = [a('192.0.2.9'), txt(`v=spf1${nine} exists:%{p}.ok.test`)];
  assert.equal((await check({ ...names, 'd.test': record })).result, 'permerror');
});

const voids = (count: number) => ({
  'd.test': [txt(`v=spf1${' a:no.test'.repeat(count)} ip4:192.0.2.1`)],
});

test('Questions that find nothing have a budget too (RFC 7208 §4.6.4)', async () => {
  assert.equal((await check(voids(2))).result, 'pass');
  assert.equal((await check(voids(3))).result, 'permerror');
});

test('Mail servers and names of one client are bounded (RFC 7208 §4.6.4)', async () => {
  const servers = (count: number) => ({
    'd.test': [txt('v=spf1 mx -all'), ...Array.from({ length: count }, () => mx('m.test'))],
    'm.test': [a('192.0.2.2')],
  });
  assert.equal((await check(servers(mailServersMax))).result, 'fail');
  assert.equal((await check(servers(mailServersMax + 1))).result, 'permerror');
  assert.equal((await check({ 'd.test': [txt('v=spf1 mx -all'), mx('.')] })).result, 'fail');
  const named = (others: number) => ({
    'd.test': [txt('v=spf1 ptr -all')],
    '1.2.0.192.in-addr.arpa': [
      ...Array.from({ length: others }, () => ptr('x.test')),
      ptr('m.D.test'),
    ],
    'm.d.test': [a('192.0.2.1')],
  });
  assert.equal((await check(named(clientNamesMax - 1))).result, 'pass');
  assert.equal((await check(named(clientNamesMax))).result, 'fail');
});

test('A DNS that fails is a temporary error, but not behind ptr (RFC 7208 §2.6.6, §5, §5.5)', async () => {
  const failing = { 't.test': ['timeout' as const] };
  for (const term of [
    'a:t.test',
    'mx:t.test',
    'exists:t.test',
    'include:t.test',
    'redirect=t.test',
  ]) {
    const found = await check({ ...failing, 'd.test': [txt(`v=spf1 ${term}`)] });
    assert.equal(found.result, 'temperror', term);
  }
  assert.equal((await check(failing, { domain: 't.test' })).result, 'temperror');
  const zone = {
    'd.test': [txt('v=spf1 ptr -all')],
    '1.2.0.192.in-addr.arpa': ['timeout' as const],
  };
  assert.equal((await check(zone)).result, 'fail');
});

test('One check has a time limit (RFC 7208 §4.6.4)', async () => {
  const clock = new ManualClock();
  const resolver = new ZoneResolver(new Map());
  const silent = { a: resolver.a, aaaa: resolver.aaaa, mx: resolver.mx, ptr: resolver.ptr };
  const { promise } = Promise.withResolvers<never>();
  const world = { resolver: { ...silent, txt: () => promise }, clock, hostName: 'mx.test' };
  const query = { address: '192.0.2.1', domain: 'd.test', sender: 'a@d.test', helo: 'h.test' };
  const found = checkHost(query, world);
  clock.advance(spfCheckMsMax);
  assert.equal((await found).result, 'temperror');
});

test('Octets that a name may have reach the DNS as they are (RFC 7208 §7.1)', async () => {
  const zone = {
    'd.test': [txt('v=spf1 exists:%{l}.x.test -all')],
    'a\\b c.x.test': [a('127.0.0.2')],
  };
  assert.equal((await check(zone, { sender: 'a\\b c@d.test' })).result, 'pass');
});

const explained = (text: string) => ({
  'd.test': [txt('v=spf1 -all exp=%{d1r}.e.test')],
  'd.e.test': [txt(text)],
});

test('An explanation is a domain’s own, and not endless (RFC 7208 §6.2)', async () => {
  const said = await check(explained('%{i} at %{r}, %{t}: %{p} %{H}'));
  assert.equal(said.explanation, '192.0.2.1 at mx.test, 1767225600: unknown h.test');
  assert.equal(
    (await check(explained('x'.repeat(1000)))).explanation?.length,
    explanationLengthMax,
  );
  assert.equal((await check(explained('%{x}'))).explanation, undefined);
});

/** Results of records of `d.test`, which may include or redirect to `e.test`. */
async function results(cases: Readonly<Record<string, string>>, other = ''): Promise<void> {
  for (const [terms, expected] of Object.entries(cases)) {
    const records = other === '' ? {} : { 'e.test': [txt(other)] };
    const found = await check({ 'd.test': [txt(`v=spf1 ${terms}`)], ...records });
    assert.equal(found.result, expected, `${terms}, ${other}`);
  }
}

test('One record counts, and no record is no result (RFC 7208 §2.6, §2.6.7, §4.4, §4.5)', async () => {
  assert.equal((await check({})).result, 'none');
  assert.equal((await check({ 'd.test': [a('192.0.2.1')] })).result, 'none');
  assert.equal((await check({ 'd.test': [txt('v=spf10 +all'), txt('x')] })).result, 'none');
  const two = { 'd.test': [txt('v=spf1 +all'), txt('v=spf1 +all')] };
  assert.equal((await check(two)).result, 'permerror');
  const others = { 'd.test': [txt('\x96'), txt('v=spf1 ', '?all')] };
  assert.equal((await check(others)).result, 'neutral');
  await results({
    '+all': 'pass',
    '-all': 'fail',
    '~all': 'softfail',
    '?all': 'neutral',
    '': 'neutral',
  });
  await results({ 'all moo': 'permerror', 'all\tmoo': 'permerror', 'all:x': 'permerror' });
});

test('Only a pass of another record is taken over (RFC 7208 §5.2)', async () => {
  await results({ '-include:e.test ~all': 'fail' }, 'v=spf1 all');
  for (const sign of ['-', '~', '?']) {
    await results({ 'include:e.test ~all': 'softfail' }, `v=spf1 ${sign}all`);
  }
  await results({ 'include:e.test all': 'permerror' }, 'v=spf1 moo');
  await results({ 'include:e.test all': 'permerror' }, 'no record');
  await results({ 'include:e..test all': 'permerror', 'include:%{l}.1.test': 'permerror' });
});

test('A redirect stands for the rest of a record (RFC 7208 §6, §6.1)', async () => {
  await results(
    { 'redirect=e.test': 'softfail', 'redirect=e.test ?all': 'neutral' },
    'v=spf1 ~all',
  );
  await results({ 'redirect=e.test': 'permerror', 'redirect=%{l}': 'permerror' });
  await results({ 'redirect=e.test redirect=e.test': 'permerror' }, 'v=spf1 all');
});

test('Addresses, networks and names that exist (RFC 7208 §5.3, §5.6, §5.7)', async () => {
  await results({
    'ip4:192.0.2.0/24': 'pass',
    'ip4:192.0.2.2': 'neutral',
    'ip6:::ffff:192.0.2.1': 'neutral',
    'ip6:::/0': 'neutral',
  });
  const zone = {
    'd.test': [txt('v=spf1 a:h.test//32 ~exists:h.test -exists:f.test ?all')],
    'h.test': [{ type: 'AAAA', address: '2001:db8:9::1' } as const],
    'f.test': [a('127.0.0.2')],
  };
  assert.equal((await check(zone, { address: '2001:db8::1' })).result, 'pass');
  assert.equal((await check(zone, { address: '2001:db9::1' })).result, 'fail', 'exists is A alone');
  const mapped = { address: '::ffff:192.0.2.1' };
  assert.equal((await check({ 'd.test': [txt('v=spf1 ip4:192.0.2.1')] }, mapped)).result, 'pass');
});
