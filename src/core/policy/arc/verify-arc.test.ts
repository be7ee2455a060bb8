import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { sealedHeader } from '#core/policy/arc/sealed-header.ts';
import { verifyArc } from '#core/policy/arc/verify-arc.ts';
import { relaxedBodyHash, signFields } from '#core/policy/dkim/dkim-signer.ts';
import { signOctets } from '#core/policy/dkim/sign-octets.ts';
import { splitHeader, toField } from '#proto/dkim/header-field.ts';
import { withSignature, writeTags, type WrittenTag } from '#proto/dkim/write-field.ts';
import { testKeys, toSigningKey } from '#test/stage/dkim-signing.ts';
import { signerContext, toSignedMessage, txtResolver } from '#test/stage/signed-message.ts';

const clock = new ManualClock();
const key = toSigningKey(testKeys.ed25519, { domain: 'example.org', selector: 'x' });
const who: readonly WrittenTag[] = [
  ['a', key.algorithm],
  ['d', key.domain],
  ['s', key.selector],
];
const world = {
  clock,
  resolver: txtResolver(new Map([['x._domainkey.example.org', testKeys.ed25519.record]])),
};

const message = 'From: a@example.org\r\nSubject:  Hi \t there\r\n\r\nHello  \r\n';

function field(text: string) {
  const found = toField(text);
  assert.ok(found !== undefined);
  return found;
}

/** A first set whose message signature has these tags and relaxed forms. */
async function sealed(names: readonly string[], ...tags: readonly WrittenTag[]): Promise<string> {
  const split = splitHeader(message.slice(0, message.indexOf('\r\n\r\n') + 4));
  const results = 'ARC-Authentication-Results: i=1; mx; none\r\n';
  const bodyHash = await relaxedBodyHash(split, signerContext(message, { origin: {} }), clock);
  const signature = await signFields(
    writeTags('ARC-Message-Signature', [
      ['i', '1'],
      ...who,
      ['h', names.join(':')],
      ['bh', bodyHash],
      ...tags,
    ]),
    split.fields,
    { key, names },
  );
  const seal = writeTags('ARC-Seal', [['i', '1'], ...who, ['cv', 'none']]);
  const own = { results: field(results), signature: field(signature) };
  const octets = sealedHeader([], own, field(seal));
  return withSignature(seal, await signOctets(octets, key)) + signature + results + message;
}

async function verdict(text: string): Promise<string> {
  const { result, reason } = await verifyArc(toSignedMessage(Buffer.from(text, 'latin1')), world);
  return `${result}: ${reason}`;
}

test('A message signature without c= may mean the relaxed forms (RFC 8617 §4.1.2)', async () => {
  const text = await sealed(['from', 'subject']);
  assert.equal(await verdict(text), 'pass: 1 set');
  assert.match(await verdict(text.replace('Hello', 'Hallo')), /body hash/);
});

test('What holds for DKIM holds for message signatures (RFC 8617 §4.1.2)', async () => {
  const names = ['from', 'subject'];
  const relaxed: WrittenTag = ['c', 'relaxed/relaxed'];
  assert.equal(await verdict(await sealed(names, relaxed, ['v', '7'])), 'pass: 1 set');
  const wrong: readonly (readonly [readonly string[], WrittenTag, RegExp])[] = [
    [['subject'], ['n', ''], /From is not signed/],
    [names, ['x', '1'], /expired/],
    [names, ['q', 'http'], /unknown query method/],
    [names, ['t', 'x'], /no number/],
  ];
  for (const [signed, tag, reason] of wrong) {
    assert.match(await verdict(await sealed(signed, relaxed, tag)), reason);
  }
});
