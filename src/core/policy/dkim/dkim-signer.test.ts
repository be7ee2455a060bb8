import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import type { SignerContext } from '#core/delivery/signer.ts';
import { dkimSigner } from '#core/policy/dkim/dkim-signer.ts';
import type { SigningKey } from '#core/policy/dkim/signing-key.ts';
import { verifyDkim } from '#core/policy/dkim/verify-dkim.ts';
import { toSigningKey, testKeys } from '#test/stage/dkim-signing.ts';
import { fc } from '#test/stage/property.ts';
import {
  onTheWire,
  signerContext,
  toSignedMessage,
  txtResolver,
  withoutArc,
} from '#test/stage/signed-message.ts';

const clock = new ManualClock(1_800_000_000_000);
const { rsa, ed25519, otherRsa } = testKeys;

const keys = [
  toSigningKey(ed25519, { domain: 'example.org', selector: 'e1' }),
  toSigningKey(rsa, { domain: 'example.org', selector: 'r1' }),
  toSigningKey(otherRsa, { domain: 'example.org', selector: 'old' }),
];

const world = {
  clock,
  resolver: txtResolver(
    new Map([
      ['e1._domainkey.example.org', ed25519.record],
      ['r1._domainkey.example.org', rsa.record],
    ]),
  ),
};

const signer = dkimSigner({
  clock,
  keysOf: (domain) => Promise.resolve(domain === 'example.org' ? keys : []),
});

const message = [
  'From: Ada <ada@Example.ORG>',
  'To: ben@example.net',
  'Subject: A long subject that goes on',
  '\tand on',
  'List-Unsubscribe: <https://example.org/u>',
  'Received: from x',
  '',
  'Hello  \t world ',
  '',
  '',
].join('\r\n');

async function signed(text: string, origin?: Partial<SignerContext['envelope']['origin']>) {
  const context = signerContext(text, { origin: { face: 'submission', ...origin } });
  return await signer.sign(context);
}

async function results(text: string): Promise<string[]> {
  const found = await verifyDkim(toSignedMessage(Buffer.from(text, 'latin1')), world);
  return found.map(({ result }) => result);
}

test('A submitted message is signed by one key of each algorithm (RFC 6376 §5, RFC 8463 §3)', async () => {
  const fields = await signed(message);
  assert.deepEqual(
    fields.map((field) => /; a=([^;]+);.*\ss=([^;]+);/s.exec(field)?.slice(1)),
    [
      ['rsa-sha256', 'r1'],
      ['ed25519-sha256', 'e1'],
    ],
  );
  assert.deepEqual(await results(fields.join('') + message), ['pass', 'pass']);
});

test('A signature is folded, has its time, and neither length nor end (RFC 6376 §3.5)', async () => {
  for (const field of await signed(message)) {
    assert.ok(field.endsWith('\r\n'));
    for (const line of field.split('\r\n')) assert.ok(line.length <= 78, line);
    assert.match(field, /^DKIM-Signature: v=1; a=[^;]+; c=relaxed\/relaxed; d=example.org;\s+s=/);
    assert.match(field, /;\s+t=1800000000;/);
    assert.doesNotMatch(field, /;\s+(?:l|x|i)=/);
  }
});

test('Nobody can add what readers would see (RFC 6376 §5.4.1, §8.15)', async () => {
  const whole = (await signed(message)).join('') + message;
  for (const name of [
    'From',
    'Subject',
    'To',
    'Cc',
    'Date',
    'Message-ID',
    'Reply-To',
    'References',
  ]) {
    assert.deepEqual(await results(`${name}: x\r\n${whole}`), ['fail', 'fail'], name);
  }
  for (const name of ['Received', 'List-Id', 'X-Other']) {
    assert.deepEqual(await results(`${name}: x\r\n${whole}`), ['pass', 'pass'], name);
  }
  const without = whole.replace(/List-Unsubscribe: .*\r\n/, '');
  assert.deepEqual(await results(without), ['fail', 'fail']);
});

test('Only what begins here is signed, and only with keys of the author', async () => {
  assert.equal((await signed(message, { face: 'report', login: undefined })).length, 2);
  assert.deepEqual(await signed(message, { face: 'mx', login: undefined }), []);
  assert.deepEqual(await signed(message, { face: 'submission', login: undefined }), []);
  assert.deepEqual(await signed(message.replace('Example.ORG', 'example.net')), []);
  assert.deepEqual(await signed(message.replace(/^From/, 'Form')), []);
  const forwarded = signerContext(message, { origin: { face: 'submission' }, arc: withoutArc });
  assert.deepEqual(await signer.sign(forwarded), []);
  assert.deepEqual(await signed('a:'.repeat(200_000) + message), []);
});

test('The domain of an author beyond ASCII has A-labels (RFC 8616 §4)', async () => {
  const asked: string[] = [];
  const curious = dkimSigner({
    clock,
    keysOf: (domain) => {
      asked.push(domain);
      return Promise.resolve([]);
    },
  });
  const text = Buffer.from('From: a <a@bücher.example>\r\n\r\n').toString('latin1');
  assert.deepEqual(await curious.sign(signerContext(text, { origin: { face: 'submission' } })), []);
  assert.deepEqual(asked, ['xn--bcher-kva.example']);
});

const quick: SigningKey[] = keys.filter(({ algorithm }) => algorithm === 'ed25519-sha256');
const quickSigner = dkimSigner({ clock, keysOf: () => Promise.resolve(quick) });

test('What is signed verifies, however it is cut; what is changed does not (RFC 6376 §3.7)', async () => {
  const word = fc.constantFrom(
    'a',
    ' ',
    '\t',
    '\r\n ',
    'ü',
    ':',
    ';',
    '=',
    '<x@y>',
    'b'.repeat(90),
  );
  const value = fc.array(word, { maxLength: 8 }).map((words) => words.join(''));
  const field = fc.tuple(fc.constantFrom('Subject', 'TO', 'cc', 'X', 'List-Id', 'Date'), value);
  const text = fc
    .array(fc.constantFrom('a', 'b ', ' ', '\t', '\r\n', '\n', '\r', '.', 'ü', 'c'.repeat(99)))
    .map((words) => words.join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(field), text, fc.nat(), async (fields, body, place) => {
      const header = ['From: <ada@example.org>', ...fields.map(([name, v]) => `${name}: ${v}`), ''];
      const whole = Buffer.from(`${header.join('\r\n')}\r\n${body}`).toString('latin1');
      const context = signerContext(whole, { origin: { face: 'submission' } });
      const sent = (await quickSigner.sign(context)).join('') + whole;
      assert.deepEqual(await results(sent), ['pass']);
      assert.deepEqual(await results(onTheWire(sent)), ['pass']);
      // Every letter that is signed counts; those of other fields do not.
      const letters = [...sent.matchAll(/[a-c]/g)].map(({ index }) => index);
      const at = letters[place % letters.length] ?? 0;
      const other = `${sent.slice(0, at)}d${sent.slice(at + 1)}`;
      const line =
        sent
          .slice(0, at)
          .split(/\r\n(?![ \t])/)
          .at(-1) ?? '';
      const inHeader = at < sent.indexOf('\r\n\r\n');
      if (inHeader && line.startsWith('X:')) return;
      assert.notDeepEqual(await results(other), ['pass'], `at ${at}: ${JSON.stringify(line)}`);
    }),
    { numRuns: 100 },
  );
});
