/** SPF on random records: our word against pyspf's. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { checkHost } from '#core/policy/spf/check-host.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { succeed } from '#test/interop/program.ts';
import { seedFrom } from '#test/stage/seed.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

/** Records compared; a second together. */
const casesMax = 1500;

const seed = seedFrom('PROPERTY_SEED', 7208);
const random = seededRandom(seed);

function pick<T>(list: readonly [T, ...T[]]): T {
  return list[Math.floor(random() * list.length)] ?? list[0];
}

type Entry = readonly [type: 'A' | 'AAAA' | 'MX' | 'PTR' | 'TXT' | 'timeout', value: string];

const addresses = [
  '192.0.2.1',
  '192.0.2.77',
  '198.51.100.1',
  '2001:db8::1',
  '2001:db8:1::1',
] as const;
const host: readonly Entry[] = [
  ['A', '192.0.2.1'],
  ['AAAA', '2001:db8::1'],
];

const fixed: Readonly<Record<string, readonly Entry[]>> = {
  'm.test': [
    ['A', '198.51.100.9'],
    ['AAAA', '2001:db8:1::9'],
    ['MX', 'h.test'],
    ['MX', 'n.test'],
  ],
  'h.test': host,
  'n.test': [
    ['A', '203.0.113.1'],
    ['AAAA', '2001:db8:9::1'],
  ],
  'x.d.test': host,
  't.test': [['timeout', '']],
  'e.test': [['TXT', 'Not %{i} at %{r} for %{S}, %{v} %{h}']],
  '1.2.0.192.in-addr.arpa': [
    ['PTR', 'X.d.test'],
    ['PTR', 'n.test'],
    ['PTR', 'h.test'],
  ],
  '1.x.test': [['A', '127.0.0.2']],
  'bad.strong.l.test': [['A', '127.0.0.2']],
  'd.test.o.test': [['A', '127.0.0.2']],
};

/** All clients have a name: those without would count differently where a macro wants one. */
const reverse = Object.fromEntries(
  [
    '77.2.0.192.in-addr.arpa',
    '1.100.51.198.in-addr.arpa',
    `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`,
    `1.${'0.'.repeat(19)}1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa`,
  ].map((name) => [name, [['PTR', 'h.test']]] as const),
) as Readonly<Record<string, readonly Entry[]>>;

const names = [
  'm.test',
  'h.test',
  'x.d.test',
  'n.test',
  'no.test',
  't.test',
  'i.test',
  'j.test',
  'd.test',
  'a..test',
  '%{o}.o.test',
  '%{l1r-}.%{l2-}.l.test',
  '%{lr-}.l.test',
  '%{i1}.x.test',
  '%{p}',
  '%{d2}',
  '%{h}',
  'a',
  'a.1',
  '%{c}.test',
  '%{D}',
  '%%.test',
  `${'y'.repeat(64)}.test`,
] as const;

function term(): string {
  const sign = pick(['', '', '', '-', '~', '?', '+']);
  const bits = pick(['', '', '', '/24', '//32', '/8//16', '/0', '//0', '/33', '/024']);
  switch (pick(['a', 'mx', 'ip4', 'ip6', 'include', 'exists', 'ptr', 'all', 'redirect', 'odd'])) {
    case 'a':
      return `${sign}a${pick(['', ':'])}${pick(names)}${bits}`.replace(
        /^([-~?+]?)a(?!:).*?(\/.*)?$/,
        '$1a$2',
      );
    case 'mx':
      return `${sign}mx${pick(['', `:${pick(names)}`])}${bits}`;
    case 'ip4':
      return `${sign}ip4:${pick(['192.0.2.0/24', '192.0.2.1', '198.51.100.0/31', '0.0.0.0/0', '1.2.3'])}`;
    case 'ip6':
      return `${sign}ip6:${pick(['2001:db8::/32', '2001:db8::1', '::/0', '2001:db8:1::/129', '::1::'])}`;
    case 'include':
      return `${sign}include:${pick(['i.test', 'j.test', 'i.test', pick(names)])}`;
    case 'exists':
      return `${sign}exists:${pick(names)}`;
    case 'ptr':
      return `${sign}ptr${pick(['', `:${pick(names)}`])}`;
    case 'redirect':
      return pick([
        'redirect=i.test',
        'redirect=j.test',
        'exp=e.test',
        'exp=no.test',
        `x.y${random()}=%{d}`,
        `z${random()}=-`,
      ]);
    case 'odd':
      return pick(['', '', '', 'moo', 'a:', 'x=%z', 'exp=', '=', 'all:x', 'include', 'e.test']);
    default:
      return pick([`${sign}all`, '', '']);
  }
}

/** A record that does not lead to itself at once, which pyspf finds before it looks at the client. */
function record(name: string): string {
  const loop = new RegExp(`(?:include:|redirect=)(?:${name}|%\\{(?:D|d2)\\})$`);
  const drawn = Array.from({ length: Math.floor(random() * 5) }, term);
  const terms = drawn.filter((text) => !loop.test(text));
  return `${pick(['v=spf1', 'v=spf1', 'v=spf1', 'v=spf1', 'V=SPF1', 'v=spf10'])} ${terms.join(' ')}`;
}

function makeCase() {
  const records = ['d.test', 'i.test', 'j.test'].map((name): [string, readonly Entry[]] => {
    const text: Entry = ['TXT', record(name)];
    return [
      name,
      pick([
        [text, ...host],
        [text, ...host],
        [text, ['MX', 'h.test'], ...host],
      ]),
    ];
  });
  return {
    zone: { ...fixed, ...reverse, ...Object.fromEntries(records) },
    address: pick(addresses),
    sender: pick(['strong-bad@d.test', 'a+b@d.test', 'x@D.Test']),
    helo: pick(['h.test', 'x.d.test', '[192.0.2.1]']),
  };
}

function toRecord([type, value]: Entry): RecordData | 'timeout' {
  if (type === 'timeout') return type;
  if (type === 'TXT') return { type, strings: [value] };
  if (type === 'MX') return { type, preference: 10, exchange: value };
  if (type === 'PTR') return { type, target: value };
  return { type, address: value };
}

test('Random records come to what pyspf says (RFC 7208 §4)', async (t) => {
  const cases = Array.from({ length: casesMax }, makeCase);
  const { output } = await succeed({
    program: '/usr/bin/python3',
    args: [join(import.meta.dirname, 'spf-check.py')],
    input: JSON.stringify(cases),
  });
  const theirs = JSON.parse(output) as readonly (readonly [string, string])[];
  const wrong: string[] = [];
  const counts = new Map<string, number>();
  for (const [index, { zone, address, sender, helo }] of cases.entries()) {
    const entries = Object.entries(zone).map(([name, list]) => [name, list.map(toRecord)] as const);
    const resolver = new ZoneResolver(new Map(entries));
    const world = { resolver, clock: new ManualClock(), hostName: 'mx.test' };
    const domain = sender.slice(sender.lastIndexOf('@') + 1);
    const ours = await checkHost({ address, domain, sender, helo }, world);
    const [result = '', explanation] = theirs[index] ?? [];
    const records = ['d.test', 'i.test', 'j.test'].map((name) => zone[name]?.[0]?.[1]);
    const told = `case ${index}, seed ${seed}: ${[address, sender, helo, ...records].join('\n')}`;
    const said = ours.explanation ?? explanation;
    if (ours.result !== result || said !== explanation) {
      wrong.push(`${told}\n${result}, not ${ours.result}: ${ours.reason}`);
    }
    counts.set(result, (counts.get(result) ?? 0) + 1);
  }
  assert.deepEqual(wrong, []);
  t.diagnostic([...counts].map(([result, count]) => `${count} ${result}`).join(', '));
});
