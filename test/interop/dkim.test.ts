/** DKIM and ARC with dkimpy, OpenDKIM, Mail::DKIM and mailauth: what one signs, the others verify. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { arcSealer } from '#core/policy/arc/arc-sealer.ts';
import { verifyArc } from '#core/policy/arc/verify-arc.ts';
import { dkimSigner } from '#core/policy/dkim/dkim-signer.ts';
import { verifyDkim, verifyDkimBy } from '#core/policy/dkim/verify-dkim.ts';
import {
  type ArcVerifier,
  dkimpy,
  dkimpyArc,
  dkimpySeal,
  dkimpySigner,
  type DkimVerifier,
  mailauth,
  mailauthArc,
  mailauthSigner,
  mailDkim,
  mailDkimArc,
  mailDkimResults,
  OpenDkim,
  type SigningJob,
} from '#test/interop/dkim-partners.ts';
import { testKeys, toSigningKey } from '#test/stage/dkim-signing.ts';
import {
  onTheWire,
  signerContext,
  toSignedMessage,
  txtResolver,
} from '#test/stage/signed-message.ts';
import {
  corpusLacking,
  formerAcceptance,
  readCorpus,
  readCorpusZone,
} from '#test/suites/dkim-corpus.ts';

const clock = new ManualClock(Date.now());
const { rsa, ed25519 } = testKeys;
const domain = 'example.org';
const zone = {
  'r._domainkey.example.org': rsa.record,
  'e._domainkey.example.org': ed25519.record,
};
const world = { clock, resolver: txtResolver(new Map(Object.entries(zone))) };
const keys = [
  toSigningKey(rsa, { domain, selector: 'r' }),
  toSigningKey(ed25519, { domain, selector: 'e' }),
];
const keysOf = () => Promise.resolve(keys);

const start =
  'From: Ada <ada@example.org>\r\nTo: ben@example.net\r\nDate: Fri, 1 Jan 2027 10:00:00 +0000\r\n';

/** Messages that canonical forms may stumble over, with their line ends as on the wire. */
const samples: Readonly<Record<string, string>> = {
  plain: `${start}Subject: Hi\r\n\r\nHello\r\n`,
  folded: `${start}Subject:   a long  \t subject\r\n\t goes on \r\n \tand on\t\r\nX-Empty:\r\n\r\n Two  words \t\r\n\t\r\nend\r\n`,
  blank: `${start}Subject: Hi\r\n\r\n\r\n\r\nHello\r\n\r\n \r\n\r\n`,
  empty: `${start}Subject: nothing\r\n\r\n`,
  twice: `${start}Subject: Hi\r\nX: 1\r\nX: 2\r\nReply-To: a@example.org\r\nComments: \t\r\n\r\nHello\r\n`,
  utf8: Buffer.from(`${start}Subject: Grüße\r\n\r\nGrüße  aus\tKöln\r\n.\r\n..\r\n`).toString(
    'latin1',
  ),
  long: `${start}Subject: Hi\r\n\r\n${`${'x'.repeat(900)} \t y\r\n`.repeat(60)}\r\n`,
};
const messages = Object.values(samples);

/** With lone CRs and LFs, which our client sends as CRLF; only what arrives can be verified. */
const bare = `${start.replace('To: ben', 'To: cid@example.net,\r ben')}Subject: Hi\n\n one\rtwo \n.three\r\r\nfour`;

/** Changes that no canonical form forgives. */
const mangles: readonly ((message: string) => string)[] = [
  (message) => `${message}more\r\n`,
  (message) => message.replace('ada@', 'eve@'),
  (message) => message.replace(/^Subject:/m, 'Subject: Re:'),
];

/** With how many of our two signatures they can verify: the RSA one comes first. */
const verifiers: Readonly<Record<string, readonly [DkimVerifier, number]>> = {
  dkimpy: [dkimpy, 2],
  'Mail::DKIM': [mailDkim, 1], // Debian's knows no Ed25519.
  mailauth: [mailauth, 2],
};

async function ownResults(message: string): Promise<string[]> {
  const findings = await verifyDkim(toSignedMessage(Buffer.from(message, 'latin1')), world);
  return findings.map(({ result }) => result);
}

async function signedByUs(): Promise<string[]> {
  const signer = dkimSigner({ clock, keysOf });
  return await Promise.all(
    [...messages, bare].map(async (message) => {
      const context = signerContext(message, { origin: { face: 'submission' } });
      return onTheWire((await signer.sign(context)).join('') + message);
    }),
  );
}

for (const [name, [verify, known]] of Object.entries(verifiers))
  test(`What we sign, ${name} verifies (RFC 6376 §6.1, RFC 8463 §3)`, async () => {
    const signed = await signedByUs();
    const mangled = mangles.flatMap((mangle) => signed.map(mangle));
    const results = await verify([...signed, ...mangled], zone);
    for (const [index, result] of results.entries()) {
      const good = index < signed.length;
      assert.deepEqual(result, [good, good && known === 2], `message ${index}`);
    }
  });

test('What we sign, OpenDKIM verifies (RFC 6376 §6.1)', async () => {
  await using partner = await OpenDkim.open();
  const signed = await signedByUs();
  const mangled = mangles.map((mangle) => mangle(signed[0] ?? ''));
  const results = await partner.verify([...signed, ...mangled], zone);
  assert.deepEqual(results, [...signed.map(() => true), ...mangled.map(() => false)]);
});

/** Each message signed with one key in all the canonical forms. */
function signingJobs(key: typeof rsa): SigningJob[] {
  const selector = key === rsa ? 'r' : 'e';
  return ['simple/simple', 'simple/relaxed', 'relaxed/simple', 'relaxed/relaxed'].flatMap((c) =>
    messages.map((message) => ({ message, key, domain, selector, c })),
  );
}

async function verifyTheirs(jobs: readonly SigningJob[], fields: readonly string[]): Promise<void> {
  assert.equal(fields.length, jobs.length);
  for (const [index, field] of fields.entries()) {
    const { message = '', c = '' } = jobs[index] ?? {};
    const told = `${c} ${field}${message.slice(0, 300)}`;
    assert.match(field, /^DKIM-Signature:/, told);
    const signed = field + message;
    assert.deepEqual(await ownResults(signed), ['pass'], told);
    for (const mangle of mangles) {
      assert.deepEqual(await ownResults(mangle(signed)), ['fail'], told);
    }
  }
}

test('What dkimpy and mailauth sign, we verify (RFC 6376 §6.1, RFC 8463 §3)', async () => {
  for (const key of [rsa, ed25519]) {
    const jobs = signingJobs(key);
    await verifyTheirs(jobs, await dkimpySigner(jobs));
    await verifyTheirs(jobs, await mailauthSigner(jobs));
  }
});

test('What OpenDKIM signs, we verify (RFC 6376 §6.1)', async () => {
  await using partner = await OpenDkim.open();
  const jobs = signingJobs(rsa).filter((_job, index) => index % 3 === 0);
  await verifyTheirs(jobs, await partner.sign(jobs));
});

const results = `Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=ada@example.org;\r\n dkim=none\r\n`;

const arcVerifiers: Readonly<Record<string, ArcVerifier>> = {
  dkimpy: dkimpyArc,
  'Mail::DKIM': mailDkimArc,
  mailauth: mailauthArc,
};

async function sealedByUs(message: string): Promise<string> {
  const arc = await verifyArc(toSignedMessage(Buffer.from(message, 'latin1')), world);
  const sealer = arcSealer({
    clock,
    keysOf,
    authservId: 'mx.example.org',
    sealingDomain: () => domain,
  });
  const fields = await sealer.sign(signerContext(message, { origin: {}, arc }));
  assert.equal(fields.length, 3);
  return fields.join('') + message;
}

async function ownArc(message: string): Promise<string> {
  const { result, reason } = await verifyArc(
    toSignedMessage(Buffer.from(message, 'latin1')),
    world,
  );
  return result === 'pass' ? result : `${result}: ${reason}`;
}

for (const [name, verify] of Object.entries(arcVerifiers))
  test(`What we seal, ${name} verifies (RFC 8617 §5.2)`, async () => {
    const once = await Promise.all(messages.map((message) => sealedByUs(results + message)));
    const twice = await Promise.all(once.map((message) => sealedByUs(results + message)));
    const mangled = mangles.map((mangle) => mangle(twice[0] ?? ''));
    const changed = (twice[0] ?? '').replace(
      'i=1; mx.example.org; spf=pass',
      'i=1; mx.example.org; spf=fail',
    );
    const found = await verify([...once, ...twice, ...mangled, changed], zone);
    const good = once.length + twice.length;
    assert.deepEqual(found.slice(0, good), Array(good).fill('pass'));
    for (const each of found.slice(good)) assert.equal(each, 'fail');
  });

test('What dkimpy seals, we verify and seal again (RFC 8617 §5.2)', async () => {
  const sealer = { domain, selector: 'r', key: rsa, authservId: 'mx.example.org' };
  const given = messages.map((message) => results + message);
  const fields = await dkimpySeal(given, sealer, zone);
  const sealed = given.map((message, index) => (fields[index] ?? '') + message);
  const again = await Promise.all(sealed.map(sealedByUs));
  for (const message of [...sealed, ...again]) {
    assert.equal(await ownArc(message), 'pass', message);
    for (const mangle of mangles) assert.match(await ownArc(mangle(message)), /^fail/);
  }
  assert.deepEqual(await mailDkimArc(again, zone), Array(again.length).fill('pass'));
});

test(
  'Mail::DKIM says the same of its corpus (RFC 6376 §6.1)',
  { skip: corpusLacking },
  async () => {
    const cases = readCorpus();
    const corpusZone = readCorpusZone();
    const texts = cases.map(({ octets }) => octets.toString('latin1'));
    const theirs = await mailDkimResults(texts, Object.fromEntries(corpusZone));
    for (const [index, { name, octets, kind }] of cases.entries()) {
      if (kind === 'granularity') continue;
      const resolver = txtResolver(corpusZone);
      const message = toSignedMessage(octets);
      const ours = await verifyDkimBy(formerAcceptance, message, { clock, resolver });
      assert.deepEqual(
        ours.map(({ result }) => result === 'pass'),
        theirs[index]?.map((result) => result === 'pass'),
        name,
      );
    }
  },
);
