/**
 * Our verification of signatures against Mail::DKIM's public corpus, whose names say the verdict.
 *
 * Most of it was signed in 2005 to 2008 with SHA-1 and 512-bit keys, by drafts of the RFC. It is
 * judged twice: by the rules of then, for the grammar and the hashes, and by those of today.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import type { DkimFinding } from '#core/policy/authentication.ts';
import { verifyDkim, verifyDkimBy } from '#core/policy/dkim/verify-dkim.ts';
import { toSignedMessage, txtResolver } from '#test/stage/signed-message.ts';

const folder = join(import.meta.dirname, '../../../shared/suites/dkim');
const lacking = existsSync(folder) ? false : `There is no ${folder}`;

/** What RFC 4871 and its drafts allowed. */
const formerAcceptance = {
  versions: [undefined, '0.5', '1'],
  hashes: ['sha1', 'sha256'],
  rsaBitsMin: 512,
};

/** FAKE_DNS.dat: a name, and a record or how asking for it ends. */
function readZone(): ReadonlyMap<string, string> {
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

async function judge(name: string, former: boolean): Promise<readonly DkimFinding[]> {
  const message = toSignedMessage(readFileSync(join(folder, name)));
  const world = { resolver: txtResolver(readZone()), clock: new ManualClock() };
  return former ? verifyDkimBy(formerAcceptance, message, world) : verifyDkim(message, world);
}

/** Messages with DomainKey-Signature only (RFC 4870), which is no DKIM and long historic. */
const domainKeys = /^(?:good_|bad_)?dk_/;

/** Signed by the first draft, which hashed the body into `b=` and had no `bh=`. */
const withoutBodyHash = /^good_ietf00_/;

/** Keys whose `g=` names other authors: RFC 6376 no longer knows `g=`. */
const withGranularity = /^badkey_[89]\./;

const good = /^(?:good|mine|multiple|no_body)/;
const bad = /^(?:bad|ignore)/;

/** What today's rules must say of what passed by those of then (RFC 8301 §3.1, §3.2). */
function passesToday({ algorithm, reason }: DkimFinding, text: string): boolean {
  const strong = algorithm.startsWith('ed25519') || Number.parseInt(reason, 10) >= 1024;
  return strong && algorithm.endsWith('-sha256') && /\bv=1;/.test(text);
}

const names = lacking === false ? readdirSync(folder).filter((name) => name.endsWith('.txt')) : [];

test('Signatures of the public corpus (RFC 6376 §6.1)', { skip: lacking }, async (t) => {
  const kinds = new Map<string, number>();
  for (const name of names) {
    const former = await judge(name, true);
    const today = await judge(name, false);
    const passed = former.filter(({ result }) => result === 'pass');
    const text = readFileSync(join(folder, name), 'latin1');
    const told = `${name}: ${former.map(({ result, reason }) => `${result} ${reason}`).join(', ')}`;

    const signatures = text.split('\r\n\r\n')[0]?.match(/^DKIM-Signature:/gim)?.length ?? 0;
    assert.equal(former.length, signatures, told);
    assert.equal(today.length, signatures, told);
    const kind = kindOf(name);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (kind === 'good') assert.ok(passed.length > 0, told);
    if (kind === 'bad') assert.deepEqual(passed, [], told);
    if (kind === 'draft') assert.equal(former[0]?.result, 'neutral', told);
    if (kind === 'granularity')
      assert.ok(
        today.every(({ result }) => result !== 'pass'),
        told,
      );
    assert.equal(
      today.filter(({ result }) => result === 'pass').length,
      passed.filter((finding) => passesToday(finding, text)).length,
      told,
    );
  }
  t.diagnostic([...kinds].map(([kind, count]) => `${count} ${kind}`).join(', '));
});

function kindOf(name: string): string {
  if (domainKeys.test(name)) return 'no DKIM';
  if (withoutBodyHash.test(name)) return 'draft';
  if (withGranularity.test(name)) return 'granularity';
  if (good.test(name)) return 'good';
  return bad.test(name) ? 'bad' : 'other';
}
