/** Our evaluation of SPF against the public suite of RFC 7208. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { checkHost } from '#core/policy/spf/check-host.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

const path = join(import.meta.dirname, '../../../shared/suites/spf/rfc7208.json');
const lacking = existsSync(path) ? false : `There is no ${path}`;

type Entry = 'TIMEOUT' | Readonly<Record<string, string | readonly (string | number)[]>>;

type Scenario = {
  readonly description: string;
  readonly tests: Readonly<
    Record<
      string,
      {
        readonly helo: string;
        readonly host: string;
        readonly mailfrom: string;
        readonly result: string | readonly string[];
        readonly explanation?: string;
      }
    >
  >;
  readonly zonedata: Readonly<Record<string, readonly Entry[]>>;
};

/** Records of the type SPF stand for TXT where a name has no TXT of its own. */
function readEntries(entries: readonly Entry[]): (RecordData | 'timeout')[] {
  const ownTexts = entries.some((entry) => typeof entry === 'object' && 'TXT' in entry);
  return entries.flatMap((entry) => {
    if (entry === 'TIMEOUT') return 'timeout';
    const [type = '', value = ''] = Object.entries(entry)[0] ?? [];
    if (value === 'NONE' || (type === 'SPF' && ownTexts)) return [];
    return readRecord(type, value);
  });
}

function readRecord(type: string, value: string | readonly (string | number)[]): RecordData {
  const text = String(value);
  switch (type) {
    case 'SPF':
    case 'TXT':
      return { type: 'TXT', strings: typeof value === 'string' ? [value] : value.map(String) };
    case 'A':
    case 'AAAA':
      return { type, address: text };
    case 'MX':
      return { type, preference: Number(value[0]), exchange: String(value[1]) };
    case 'PTR':
    case 'CNAME':
      return { type, target: text };
    default:
      throw new Error(`The suite has records of a type that is not known here: ${type}`);
  }
}

test('Cases of the public suite (RFC 7208 §4.6)', { skip: lacking }, async (t) => {
  const scenarios = JSON.parse(readFileSync(path, 'utf8')) as readonly Scenario[];
  const wrong: string[] = [];
  let cases = 0;
  for (const { tests, zonedata } of scenarios) {
    const zone = new Map(
      Object.entries(zonedata).map(([name, entries]) => [name.toLowerCase(), readEntries(entries)]),
    );
    const world = {
      resolver: new ZoneResolver(zone),
      clock: new ManualClock(),
      hostName: 'mx.example.test',
    };
    for (const [name, { helo, host, mailfrom, ...expected }] of Object.entries(tests)) {
      cases++;
      const sender = mailfrom === '' ? `postmaster@${helo}` : mailfrom;
      const domain = sender.slice(sender.lastIndexOf('@') + 1);
      const found = await checkHost({ address: host, domain, sender, helo }, world);
      const results = [expected.result].flat();
      if (!results.includes(found.result)) {
        wrong.push(`${name}: ${found.result} (${found.reason}), not ${results.join(' or ')}`);
      }
      const { explanation } = expected;
      const said = found.explanation ?? 'DEFAULT';
      if (explanation !== undefined && said !== explanation) {
        wrong.push(`${name}: "${said}", not "${explanation}"`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  t.diagnostic(`${cases} cases`);
});
