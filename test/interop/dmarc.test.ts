/** DMARC on random policies: our word against mailauth's, which walks the DNS by RFC 9989 too. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dmarc } from 'mailauth/lib/dmarc/index.js';

import type { DkimFinding, SpfFinding } from '#core/policy/authentication.ts';
import { checkDmarc } from '#core/policy/dmarc/check-dmarc.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { seedFrom } from '#test/stage/seed.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

/** Messages compared; half a second together. */
const casesMax = 2000;

const seed = seedFrom('PROPERTY_SEED', 9989);
const random = seededRandom(seed);

function pick<T>(list: readonly [T, ...T[]]): T {
  return list[Math.floor(random() * list.length)] ?? list[0];
}

const domains = [
  'a.test',
  'test',
  'x.a.test',
  'y.x.a.test',
  'z.y.x.a.test',
  '1.2.3.4.5.6.y.x.a.test',
  'b.test',
  'x.b.test',
] as const;

const tag = (name: string, values: readonly [string, ...string[]]): string =>
  random() < 0.4 ? `; ${name}=${pick(values)}` : '';

const policies = ['none', 'quarantine', 'reject', 'Reject'] as const;

function policy(): string {
  const start =
    random() < 0.95
      ? `v=DMARC1; p=${pick(policies)}`
      : pick(['v=DMARC1; rua=mailto:a@b.test', 'v=dmarc1; p=none']);
  return [
    start,
    tag('sp', [...policies, 'all']),
    tag('np', policies),
    tag('adkim', ['r', 's']),
    tag('aspf', ['r', 's']),
    tag('psd', ['y', 'n', 'u', 'u', 'u']),
    tag('t', ['y', 'n']),
    start.includes('rua=') ? '' : tag('rua', ['mailto:a@b.test', 'nobody']),
    tag('p', ['none']).replace('p=none', 'x'),
  ].join('');
}

function makeCase() {
  const zone = new Map<string, readonly RecordData[]>();
  for (const domain of domains) {
    if (random() < 0.4) zone.set(`_dmarc.${domain}`, [{ type: 'TXT', strings: [policy()] }]);
    if (random() < 0.5) zone.set(domain, []);
  }
  return {
    zone,
    author: pick(domains),
    spf: pick(domains),
    dkim: pick(domains),
  };
}

const spfOf = (domain: string): SpfFinding => ({
  scope: 'mailfrom',
  domain,
  result: 'pass',
  reason: '',
});

const dkimOf = (domain: string): DkimFinding => ({
  result: 'pass',
  domain,
  selector: '',
  algorithm: '',
  identity: '',
  reason: '',
  signatureStart: '',
});

/** As Node's own resolver. */
function lookUp(zone: ReturnType<typeof makeCase>['zone']) {
  return async (name: string, type: string): Promise<string[][]> => {
    const records = await Promise.resolve(zone.get(name.toLowerCase()));
    const texts =
      records?.flatMap((data) => (data.type === 'TXT' ? [[...data.strings]] : [])) ?? [];
    if (type === 'TXT' && texts.length > 0) return texts;
    const code = records === undefined ? 'ENOTFOUND' : 'ENODATA';
    throw Object.assign(new Error(code), { code });
  };
}

test('Random policies come to what mailauth says (RFC 9989 §4.10, §5.3)', async (t) => {
  const wrong: string[] = [];
  const counts = new Map<string, number>();
  for (let index = 0; index < casesMax; index++) {
    const { zone, author, spf, dkim } = makeCase();
    const header = `From: a@${author}\r\n\r\n`;
    const signed = random() < 0.5;
    const ours = await checkDmarc(
      { header, spf: [spfOf(spf)], dkim: signed ? [dkimOf(dkim)] : [] },
      new ZoneResolver(zone),
    );
    const theirs = await dmarc({
      headerFrom: [`a@${author}`],
      spfDomains: [spf],
      dkimDomains: signed ? [{ id: '1', domain: dkim }] : [],
      resolver: lookUp(zone),
    });
    if (theirs === false) continue;
    const result = ours.result === 'permerror' ? 'none' : ours.result;
    const found = [result, result === 'fail' ? ours.disposition : ''];
    const said = [theirs.status.result, theirs.status.result === 'fail' ? theirs.policy : ''];
    counts.set(found.join(' '), (counts.get(found.join(' ')) ?? 0) + 1);
    if (found.join() === said.join()) continue;
    const texts = [...zone].map(
      ([name, [data]]) => `${name} ${data?.type === 'TXT' ? data.strings.join('') : ''}`,
    );
    wrong.push(
      `seed ${seed}, case ${index}: ${found.join()} not ${said.join()}: from ${author}, spf ${spf}, dkim ${signed ? dkim : 'none'}\n${texts.join('\n')}`,
    );
  }
  assert.deepEqual(wrong.slice(0, 3), []);
  t.diagnostic([...counts].map(([what, count]) => `${count} ${what}`).join(', '));
});
