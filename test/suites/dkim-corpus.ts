/** Mail::DKIM's public corpus: 37 messages or more, and the zone of their keys. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Acceptance } from '#core/policy/dkim/check-signature.ts';

const folder = join(import.meta.dirname, '../../../shared/suites/dkim');

/** Why there is no corpus; false where there is one. */
export const corpusLacking = existsSync(folder) ? false : `There is no ${folder}`;

/** What RFC 4871 and its drafts allowed. */
export const formerAcceptance: Acceptance = {
  versions: [undefined, '0.5', '1'],
  hashes: ['sha1', 'sha256'],
  rsaBitsMin: 512,
};

/** Messages with DomainKey-Signature only (RFC 4870), which is no DKIM and long historic. */
const domainKeys = /^(?:good_|bad_)?dk_/;

/** Signed by the first draft, which hashed the body into `b=` and had no `bh=`. */
const withoutBodyHash = /^good_ietf00_/;

/** Keys whose `g=` names other authors: RFC 6376 no longer knows `g=`. */
const withGranularity = /^badkey_[89]\./;

const good = /^(?:good|mine|multiple|no_body)/;
const bad = /^(?:bad|ignore)/;

export type CorpusMessage = {
  readonly name: string;
  /** What the name says. `draft` and `granularity` are rules that are gone. */
  readonly kind: 'good' | 'bad' | 'no DKIM' | 'draft' | 'granularity' | 'other';
  readonly octets: Buffer;
};

export function readCorpus(): readonly CorpusMessage[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  return names.map((name) => ({
    name,
    kind: kindOf(name),
    octets: readFileSync(join(folder, name)),
  }));
}

/** FAKE_DNS.dat: a name, and a record or how asking for it ends, as `txtResolver` takes it. */
export function readCorpusZone(): ReadonlyMap<string, string> {
  const zone = new Map<string, string>();
  for (const line of readFileSync(join(folder, 'FAKE_DNS.dat'), 'latin1').split('\n')) {
    const [, name = '', record = ''] = /^([^#\s]\S*)\s+(.*)$/.exec(line) ?? [];
    if (name === '') continue;
    if (record === 'NXDOMAIN') zone.set(name, 'no-such-name');
    else if (record === '~~Query timed out~~') zone.set(name, 'timeout');
    else if (record === '~~SERVFAIL~~') zone.set(name, 'server-failure');
    else zone.set(name, record === '""' ? '' : record);
  }
  return zone;
}

function kindOf(name: string): CorpusMessage['kind'] {
  if (domainKeys.test(name)) return 'no DKIM';
  if (withoutBodyHash.test(name)) return 'draft';
  if (withGranularity.test(name)) return 'granularity';
  if (good.test(name)) return 'good';
  return bad.test(name) ? 'bad' : 'other';
}
