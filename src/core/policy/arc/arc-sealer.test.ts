import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { arcSealer } from '#core/policy/arc/arc-sealer.ts';
import { verifyArc } from '#core/policy/arc/verify-arc.ts';
import type { ArcFinding } from '#core/policy/authentication.ts';
import { instancesMax } from '#proto/dkim/arc-field.ts';
import { testKeys, toSigningKey } from '#test/stage/dkim-signing.ts';
import {
  signerContext,
  toSignedMessage,
  txtResolver,
  withoutArc,
} from '#test/stage/signed-message.ts';

const clock = new ManualClock(1_800_000_000_000);
const { otherRsa, ed25519, rsa } = testKeys;

const world = {
  clock,
  resolver: txtResolver(
    new Map([
      ['r._domainkey.mx.example', otherRsa.record],
      ['e._domainkey.list.example', ed25519.record],
    ]),
  ),
};

const sealers = {
  'mx.example': [toSigningKey(otherRsa, { domain: 'mx.example', selector: 'r' })],
  'list.example': [toSigningKey(ed25519, { domain: 'list.example', selector: 'e' })],
};

function sealer(domain: keyof typeof sealers | 'none.example') {
  return arcSealer({
    clock,
    authservId: domain,
    sealingDomain: () => domain,
    keysOf: (name) =>
      Promise.resolve(name === 'none.example' ? [] : sealers[domain as 'mx.example']),
  });
}

const message = [
  'Authentication-Results: MX.example 1;',
  '\tspf=pass smtp.mailfrom=a@example.org;',
  '\tdkim=none',
  'Authentication-Results: mx.example; forged',
  'Received: from x',
  'From: a@example.org',
  'Subject: Hi',
  '',
  'Hello',
  '',
].join('\r\n');

function verified(text: string): Promise<ArcFinding> {
  return verifyArc(toSignedMessage(Buffer.from(text, 'latin1')), world);
}

/** The message as the next server gets it. */
async function forwarded(text: string, by: keyof typeof sealers = 'mx.example'): Promise<string> {
  const context = signerContext(text, { origin: {}, arc: await verified(text) });
  return (await sealer(by).sign(context)).join('') + text;
}

test('A forwarded message is sealed with what was found here (RFC 8617 §5.1)', async () => {
  const sealed = await forwarded(message);
  assert.deepEqual(await verified(sealed), {
    result: 'pass',
    instances: 1,
    sealer: 'mx.example',
    sealers: ['mx.example'],
    oldestResults: 'MX.example 1; spf=pass smtp.mailfrom=a@example.org; dkim=none',
    reason: '1 set',
  });
  const names = sealed.match(/^ARC-[^:]+/gm);
  assert.deepEqual(names, ['ARC-Seal', 'ARC-Message-Signature', 'ARC-Authentication-Results']);
  const [, names2 = ''] = /ARC-Message-Signature:[^]*?h=([^;]+);/.exec(sealed) ?? [];
  assert.doesNotMatch(names2, /arc-|authentication-results/); // RFC 8617 §4.1.2.
  assert.match(sealed, /^ARC-Seal: i=1; a=rsa-sha256; t=1800000000; cv=none; d=mx.example; s=r;/);
});

test('Each forwarder adds a set, and each set is sealed (RFC 8617 §4.2, §5.1.1, §5.2)', async () => {
  const twice = await forwarded(await forwarded(message), 'list.example');
  const thrice = await forwarded(`Received: y\r\n${twice}`);
  const found = await verified(thrice);
  assert.equal(found.result, 'pass');
  assert.deepEqual(found.sealers, ['mx.example', 'list.example', 'mx.example']);
  assert.equal(
    (await verified(thrice.replace('i=2; list.example; none', 'i=2; x; none'))).result,
    'fail',
  );
  for (const [from, to] of [
    ['spf=pass', 'spf=fail'],
    ['cv=none', 'cv=pass'],
    ['cv=pass', 'cv=none'],
    ['t=1800000000', 't=1800000001'],
    ['Subject: Hi', 'Subject: Ho'],
    ['Hello', 'Hallo'],
  ] as const) {
    assert.equal((await verified(thrice.replace(from, to))).result, 'fail', from);
  }
});

test('A list may change the message: older message signatures need not hold (RFC 8617 §5.2)', async () => {
  const changed = (await forwarded(message)).replace('Subject: Hi', 'Subject: [list] Hi');
  assert.equal((await verified(changed)).result, 'fail');
  const context = signerContext(changed, {
    origin: {},
    arc: await verified(await forwarded(message)),
  });
  const sealed = (await sealer('list.example').sign(context)).join('') + changed;
  assert.equal((await verified(sealed)).result, 'pass');
});

test('Of an older message signature only the instance is read (RFC 8617 §5.2)', async () => {
  const first = await forwarded(message);
  const broken = first.replace(/(ARC-Message-Signature: i=1;)[^]*?(?=ARC-Auth)/, '$1 x=y\r\n');
  assert.equal(
    (await verified(broken)).reason,
    'the newest message signature: Tag "x" is no number',
  );
  const context = signerContext(broken, { origin: {}, arc: await verified(first) });
  const sealed = (await sealer('list.example').sign(context)).join('') + broken;
  // The older seal covers it, so the chain is broken all the same, but by that.
  assert.equal((await verified(sealed)).reason, 'the seal of instance 1 did not verify');
});

test('A broken chain is sealed as such, alone, and ends (RFC 8617 §5.1.2)', async () => {
  const broken = (await forwarded(message)).replace('Hello', 'Hallo');
  const sealed = await forwarded(broken, 'list.example');
  assert.match(sealed, /^ARC-Seal: i=2; a=ed25519-sha256; t=1800000000; cv=fail; d=list.example;/);
  const found = await verified(sealed);
  assert.deepEqual([found.result, found.instances], ['fail', 2]);
  assert.equal(found.reason, 'the chain was found broken before');
  assert.equal(await forwarded(sealed), sealed);
});

test('A chain that is not the one that was verified is not vouched for', async () => {
  const sealed = await forwarded(message);
  const arc = { ...withoutArc, result: 'pass', instances: 2 } as const;
  const [seal = ''] = await sealer('mx.example').sign(signerContext(sealed, { origin: {}, arc }));
  assert.match(seal, /i=2; .* cv=fail;/);
});

test('Nothing is sealed that begins here, or without a key, or beyond 50 sets (RFC 8617 §4.2.1)', async () => {
  const own = signerContext(message, { origin: {} });
  assert.deepEqual(await sealer('mx.example').sign(own), []);
  const context = signerContext(message, { origin: {}, arc: withoutArc });
  assert.deepEqual(await sealer('none.example').sign(context), []);
  const fields = Array.from({ length: instancesMax }, (_, at) =>
    ['ARC-Seal: i=', 'ARC-Message-Signature: i=', 'ARC-Authentication-Results: i=']
      .map((start) => `${start}${at + 1}; x=y\r\n`)
      .join(''),
  );
  const full = signerContext(fields.join('') + message, { origin: {}, arc: withoutArc });
  assert.deepEqual(await sealer('mx.example').sign(full), []);
  const nearly = signerContext(fields.slice(1).join('') + message, { origin: {}, arc: withoutArc });
  assert.deepEqual(await sealer('mx.example').sign(nearly), []);
});

test('Without results of our own the set says so (RFC 8617 §4.1.1)', async () => {
  const text = message.replaceAll(/^Auth.*\r\n(?:\t.*\r\n)*/gm, '');
  const found = await verified(await forwarded(text));
  assert.deepEqual([found.result, found.oldestResults], ['pass', 'mx.example; none']);
});

test('A chain has a finding in every case (RFC 8617 §5.2)', async () => {
  assert.deepEqual(await verified(message), { ...withoutArc, reason: 'no ARC fields' });
  const sealed = await forwarded(message);
  const reasons = async (text: string) => {
    const { result, reason } = await verified(text);
    assert.equal(result, 'fail');
    return reason;
  };
  assert.match(await reasons(sealed.replace(/ARC-Seal: i=1/, 'ARC-Seal: i=2')), /not complete/);
  assert.match(await reasons(sealed.replaceAll('i=1;', 'i=51;')), /out of range/);
  assert.match(await reasons(sealed.replace('h=from', 'h=arc-seal:from')), /covers a seal/);
  assert.match(await reasons(sealed.replace('rsa-sha256', 'rsa-sha1')), /unknown algorithm/);
  assert.match(await reasons(sealed.replaceAll('s=r;', 's=q;')), /no key/);
  assert.match(await reasons('a:\r\n'.repeat(5_000) + sealed), /too many fields/);
  assert.match(await reasons(`${sealed}x`), /body hash/);
  const ownKeys = {
    ...world,
    resolver: txtResolver(new Map([['r._domainkey.mx.example', rsa.record]])),
  };
  const other = await verifyArc(toSignedMessage(Buffer.from(sealed)), ownKeys);
  assert.match(other.reason, /did not verify/);
});
