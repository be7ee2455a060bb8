import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { DkimFinding, SpfFinding } from '#core/policy/authentication.ts';
import { authorDomain } from '#core/policy/dmarc/author-domain.ts';
import { checkDmarc } from '#core/policy/dmarc/check-dmarc.ts';
import { walkedNamesMax } from '#core/policy/dmarc/tree-walk.ts';
import { authorsMax } from '#core/policy/header-from.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

const spf = (domain: string, result: SpfFinding['result'] = 'pass'): SpfFinding => ({
  scope: 'mailfrom',
  domain,
  result,
  reason: '',
});

const dkim = (domain: string, result: DkimFinding['result'] = 'pass'): DkimFinding => ({
  result,
  domain,
  selector: 's',
  algorithm: 'rsa-sha256',
  identity: `@${domain}`,
  reason: '',
  signatureStart: '',
});

/** Policy records by domain; `timeout` for one that cannot be asked for. */
type Policies = Readonly<Record<string, string>>;

async function check(
  domain: string,
  policies: Policies,
  found: { readonly spf?: SpfFinding; readonly dkim?: readonly DkimFinding[] } = {},
) {
  const zone = new Map<string, readonly (RecordData | 'timeout')[]>(
    Object.entries(policies).map(([name, text]) => [
      `_dmarc.${name}`,
      [text === 'timeout' ? text : { type: 'TXT', strings: text.match(/[^]{1,9}/g) ?? [''] }],
    ]),
  );
  zone.set('there.example.org', []);
  zone.set('alias.example.org', [{ type: 'CNAME', target: 'nowhere.test' }]);
  const resolver = new ZoneResolver(zone);
  const finding = await checkDmarc(
    {
      header: `From: <a@${domain}>\r\n\r\n`,
      spf: found.spf === undefined ? [] : [found.spf],
      dkim: found.dkim ?? [],
    },
    resolver,
  );
  return { ...finding, questions: resolver.questions };
}

const strong = { 'example.org': 'v=DMARC1; p=reject; sp=quarantine; np=none' };

test('The policy is the domain’s own, or that of its organisation (RFC 9989 §4.10.1)', async () => {
  const told = async (domain: string, policies: Policies = strong) => {
    const { result, policy, policyDomain, organizationalDomain } = await check(domain, policies);
    return [result, policy, policyDomain, organizationalDomain];
  };
  assert.deepEqual(await told('example.org'), ['fail', 'reject', 'example.org', 'example.org']);
  const below = ['fail', 'quarantine', 'example.org', 'example.org'];
  assert.deepEqual(await told('there.example.org'), below);
  assert.deepEqual(await told('alias.example.org'), below, 'An alias exists');
  assert.deepEqual(await told('no.example.org'), ['fail', 'none', 'example.org', 'example.org']);
  assert.deepEqual(await told('other.test'), ['none', undefined, '', 'other.test']);
  const own = { ...strong, 'there.example.org': 'v=DMARC1; p=none' };
  assert.deepEqual(await told('there.example.org', own), [
    'fail',
    'none',
    'there.example.org',
    'example.org',
  ]);
  const twice = { 'a.test': 'v=DMARC1; p=reject' };
  assert.deepEqual(await told('A.Test', twice), ['fail', 'reject', 'a.test', 'a.test']);
});

const organization = async (domain: string, policies: Policies) => {
  const { organizationalDomain, policyDomain, policy } = await check(domain, policies);
  return [organizationalDomain, policyDomain, policy];
};

test('Suffixes say where organisations begin (RFC 9989 §4.10.2)', async () => {
  const suffix = { 'co.test': 'v=DMARC1; p=none; sp=reject; psd=y' };
  assert.deepEqual(await organization('a.b.co.test', suffix), ['b.co.test', 'co.test', 'reject']);
  assert.deepEqual(await organization('co.test', suffix), ['co.test', 'co.test', 'none']);
  const both = { ...suffix, 'b.co.test': 'v=DMARC1; p=quarantine' };
  assert.deepEqual(await organization('a.b.co.test', both), [
    'b.co.test',
    'b.co.test',
    'quarantine',
  ]);
  const apart = { 'x.test': 'v=DMARC1; p=reject', 'd.x.test': 'v=DMARC1; p=none; psd=n' };
  assert.deepEqual(await organization('a.d.x.test', apart), ['d.x.test', 'd.x.test', 'none']);
  const highest = { 'a.b.test': 'v=DMARC1; p=none', test: 'v=DMARC1; p=reject' };
  assert.deepEqual(await organization('a.b.test', highest), ['test', 'a.b.test', 'none']);
});

test('A walk asks for no more than eight names (RFC 9989 §4.10)', async () => {
  const long = `${'x.'.repeat(20)}example.org`;
  const found = await check(long, { 'example.org': 'v=DMARC1; p=reject' });
  assert.equal(found.questions, walkedNamesMax);
  assert.deepEqual([found.organizationalDomain, found.policy], ['example.org', 'reject']);
  const seven = `${'x.'.repeat(5)}example.org`;
  const cut = await check(long, { [seven]: 'v=DMARC1; p=reject; psd=n' });
  assert.equal(cut.organizationalDomain, seven);
});

test('Identifiers pass that belong to the same organisation, or are the same (RFC 9989 §4.4)', async () => {
  const result = async (
    policy: string,
    found: Parameters<typeof check>[2],
    from = 'a.example.org',
  ) => (await check(from, { 'example.org': `v=DMARC1; p=reject; ${policy}` }, found)).result;
  for (const domain of ['example.org', 'a.example.org', 'z.y.example.org']) {
    assert.equal(await result('', { spf: spf(domain) }), 'pass', domain);
    assert.equal(await result('', { dkim: [dkim('x.test'), dkim(domain)] }), 'pass', domain);
  }
  assert.equal(await result('aspf=s', { spf: spf('example.org') }), 'fail');
  assert.equal(await result('aspf=s', { spf: spf('A.example.org') }), 'pass');
  assert.equal(await result('adkim=s', { dkim: [dkim('example.org')] }), 'fail');
  assert.equal(await result('adkim=s', { spf: spf('example.org') }), 'pass');
  for (const domain of ['org', 'xexample.org', 'example.org.test', 'x.test']) {
    assert.equal(await result('', { spf: spf(domain), dkim: [dkim(domain)] }), 'fail', domain);
  }
  assert.equal(await result('', { spf: spf('example.org', 'softfail') }), 'fail');
  assert.equal(await result('', { dkim: [dkim('example.org', 'policy')] }), 'fail');
  // A name below that is an organisation of its own.
  const apart = { ...strong, 'sub.example.org': 'v=DMARC1; p=none; psd=n' };
  const found = await check('example.org', apart, { spf: spf('sub.example.org') });
  assert.deepEqual([found.result, found.spfAligned], ['fail', false]);
});

test('Without a sender HELO counts (RFC 9989 §4.4.2)', async () => {
  const helo: SpfFinding = { ...spf('example.org'), scope: 'helo' };
  assert.equal((await check('example.org', strong, { spf: helo })).result, 'pass');
});

test('Who tests wants one step less (RFC 9989 §4.7)', async () => {
  const steps = { reject: 'quarantine', quarantine: 'none', none: 'none' };
  for (const [policy, disposition] of Object.entries(steps)) {
    const found = await check('a.test', { 'a.test': `v=DMARC1; p=${policy}; t=y` });
    assert.deepEqual([found.policy, found.disposition, found.testing], [policy, disposition, true]);
  }
});

test('What the DNS does not say is not held against anyone (RFC 9989 §5.3.6)', async () => {
  const unknown = [spf('example.org', 'temperror'), spf('sub.example.org', 'temperror')];
  for (const finding of unknown) {
    const found = await check('example.org', strong, { spf: finding });
    assert.deepEqual(
      [found.result, found.policy, found.disposition],
      ['temperror', 'reject', 'none'],
    );
  }
  const other = { spf: spf('x.test', 'temperror'), dkim: [dkim('y.test', 'temperror')] };
  assert.equal((await check('example.org', strong, other)).result, 'fail');
  const both = { dkim: [dkim('example.org', 'temperror'), dkim('example.org')] };
  assert.equal((await check('example.org', strong, both)).result, 'pass');
  const lost = await check('a.example.org', { 'example.org': 'timeout' });
  assert.deepEqual([lost.result, lost.policy, lost.disposition], ['temperror', undefined, 'none']);
  // The domain's own policy is known, but not how far its organisation reaches.
  const half = { 'a.example.org': 'v=DMARC1; p=reject', 'example.org': 'timeout' };
  assert.equal((await check('a.example.org', half, { spf: spf('a.example.org') })).result, 'pass');
  assert.equal(
    (await check('a.example.org', half, { spf: spf('b.example.org') })).result,
    'temperror',
  );
  assert.equal((await check('a.example.org', half, { spf: spf('x.test') })).result, 'fail');
});

test('A malformed policy is nobody’s wish (RFC 9989 §4.10.1)', async () => {
  const found = await check('a.test', { 'a.test': 'v=DMARC1; p=all' });
  assert.deepEqual(
    [found.result, found.policy, found.disposition],
    ['permerror', undefined, 'none'],
  );
});

const domainOf = (from: string) => {
  const found = authorDomain(`${from}\r\n\r\n`);
  return found.kind === 'one' ? found.domain : `${found.kind}: ${found.reason}`;
};

test('A message has one author’s domain, or is refused (RFC 9989 §5.3.1, RFC 5322 §3.6)', async () => {
  assert.equal(domainOf('From: "x@bank.test" <a@B.test>'), 'b.test');
  assert.equal(domainOf('FROM : a@b.test,\r\n c@B.TEST.'), 'b.test');
  assert.equal(
    domainOf(`From: a@${Buffer.from('bücher.test').toString('latin1')}`),
    'xn--bcher-kva.test',
  );
  assert.equal(domainOf('From: a@brand'), 'brand', 'Suffixes are not exempt');
  assert.equal(domainOf('From: g: a@b.test, c@b.test;'), 'b.test');
  assert.equal(domainOf('From: a@bank.test, c@b.test'), 'ambiguous: authors of several domains');
  assert.equal(domainOf('From: a@bank.test, boss'), 'ambiguous: authors of several domains');
  assert.equal(domainOf('From: a@b.test\r\nfrom: a@b.test'), 'ambiguous: several From fields');
  assert.equal(
    domainOf('From: a@b.test\r\nX: y\rFrom: c@d.test'),
    'ambiguous: several From fields',
  );
  const many = Array.from({ length: authorsMax + 1 }, () => 'a@b.test').join();
  assert.equal(domainOf(`From: ${many}`), 'ambiguous: too many authors');
  assert.equal(
    domainOf(`From: a@b.test\r\n${'x:\r\n'.repeat(5000)}`),
    'ambiguous: The header has too many fields',
  );
  assert.equal(domainOf('Subject: x'), 'none: no From field');
  for (const from of ['From:', 'From: boss', 'From: Nobody:;', 'From: a@[192.0.2.1]']) {
    assert.equal(domainOf(from), 'none: no domain in From');
  }
  const resolver = new ZoneResolver(new Map());
  const several = { header: 'From: a@b.test, c@d.test\r\n\r\n', spf: [], dkim: [] };
  const { result, disposition } = await checkDmarc(several, resolver);
  assert.deepEqual([result, disposition, resolver.questions], ['permerror', 'reject', 0]);
  const nobody = await checkDmarc({ header: '\r\n', spf: [], dkim: [] }, resolver);
  assert.deepEqual([nobody.result, nobody.disposition], ['none', 'quarantine']);
});
