/**
 * Our verification of signatures against Mail::DKIM's public corpus, whose names say the verdict.
 *
 * Most of it was signed in 2005 to 2008 with SHA-1 and 512-bit keys, by drafts of the RFC. It is
 * judged twice: by the rules of then, for the grammar and the hashes, and by those of today.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import type { DkimFinding } from '#core/policy/authentication.ts';
import { currentAcceptance } from '#core/policy/dkim/check-signature.ts';
import { verifyDkimBy } from '#core/policy/dkim/verify-dkim.ts';
import { toSignedMessage, txtResolver } from '#test/stage/signed-message.ts';
import {
  corpusLacking,
  formerAcceptance,
  readCorpus,
  readCorpusZone,
} from '#test/suites/dkim-corpus.ts';

/** What today's rules must say of what passed by those of then (RFC 8301 §3.1, §3.2). */
function passesToday({ algorithm, reason }: DkimFinding, text: string): boolean {
  const strong = algorithm.startsWith('ed25519') || Number.parseInt(reason, 10) >= 1024;
  return strong && algorithm.endsWith('-sha256') && /\bv=1;/.test(text);
}

test('Signatures of the public corpus (RFC 6376 §6.1)', { skip: corpusLacking }, async (t) => {
  const world = { resolver: txtResolver(readCorpusZone()), clock: new ManualClock() };
  const counts = new Map<string, number>();
  for (const { name, kind, octets } of readCorpus()) {
    const message = toSignedMessage(octets);
    const former = await verifyDkimBy(formerAcceptance, message, world);
    const today = await verifyDkimBy(currentAcceptance, message, world);
    const passed = former.filter(({ result }) => result === 'pass');
    const text = octets.toString('latin1');
    const told = `${name}: ${former.map(({ result, reason }) => `${result} ${reason}`).join(', ')}`;

    const signatures = message.header.match(/^DKIM-Signature:/gim)?.length ?? 0;
    assert.equal(former.length, signatures, told);
    assert.equal(today.length, signatures, told);
    if (kind === 'good') assert.ok(passed.length > 0, told);
    if (kind === 'bad') assert.deepEqual(passed, [], told);
    if (kind === 'draft') assert.equal(former[0]?.result, 'neutral', told);
    const expected = passed.filter((finding) => passesToday(finding, text)).length;
    assert.equal(today.filter(({ result }) => result === 'pass').length, expected, told);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  t.diagnostic([...counts].map(([kind, count]) => `${count} ${kind}`).join(', '));
});
