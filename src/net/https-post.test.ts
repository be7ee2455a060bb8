import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  answerOctetsMax,
  httpsPost,
  keptConnections,
  type PostRequest,
  type PostWorld,
} from '#net/https-post.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { WebhookReceiver } from '#test/stage/webhook-receiver.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

const { authorities } = WebhookReceiver;

const zone = new Map<string, readonly (RecordData | 'timeout')[]>([
  ['hook.test', [{ type: 'A', address: '127.0.0.1' }]],
  ['other.test', [{ type: 'A', address: '127.0.0.1' }]],
  ['mapped.test', [{ type: 'AAAA', address: '::ffff:127.0.0.1' }]],
  ['meta.test', [{ type: 'A', address: '169.254.169.254' }]],
  ['two.test', [{ type: 'A', address: '127.0.0.9' } as const]],
  ['late.test', ['timeout']],
]);

const resolver = new ZoneResolver(zone);

const world: PostWorld = { resolver, authorities };

function ask(url: string, more: Partial<PostRequest> = {}): PostRequest {
  return { url, headers: { 'x-told': 'yes' }, body: 'Grüße', allowPrivate: true, ...more };
}

test('What is posted arrives whole at the host that its certificate names', async () => {
  await using receiver = await WebhookReceiver.start();
  receiver.answer = () => ({ status: 202, body: 'Thanks' });
  const url = `https://hook.test:${receiver.port}/in?a=1`;
  assert.deepEqual(await httpsPost(world, ask(url)), { status: 202, text: 'Thanks' });
  const [got] = receiver.received;
  assert.deepEqual([got?.path, got?.body], ['/in?a=1', 'Grüße']);
  assert.equal(got?.headers.host, `hook.test:${receiver.port}`);
  assert.equal(got?.headers['x-told'], 'yes');
  assert.equal((await httpsPost(world, ask(receiver.url()))).status, 202);
});

test('A certificate for another name, or of an unknown authority, gets nothing', async () => {
  await using receiver = await WebhookReceiver.start();
  const other = await httpsPost(world, ask(`https://other.test:${receiver.port}/`));
  assert.equal(other.status, 0);
  assert.match(other.text, /altnames|does not match/i);
  const unknown = await httpsPost({ resolver }, ask(`https://hook.test:${receiver.port}/`));
  assert.equal(unknown.status, 0);
  assert.match(unknown.text, /unable to|self.signed|certificate/i);
  assert.equal(receiver.received.length, 0);
});

test('Without leave nothing goes to addresses that are not public, by whatever name', async () => {
  await using receiver = await WebhookReceiver.start();
  const { port } = receiver;
  const hosts = [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    'localhost',
    'a.localhost',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '0.0.0.0',
    'hook.test',
    'mapped.test',
    'meta.test',
    '10.0.0.1',
    '192.168.1.1',
  ];
  for (const host of hosts) {
    const url = `https://${host}:${port}/`;
    const { status, text } = await httpsPost(world, ask(url, { allowPrivate: false }));
    assert.equal(status, 0, host);
    assert.match(text, /not a public address/, host);
  }
  // With leave it is loopback and private networks, still neither link-local nor mapped addresses.
  for (const host of ['meta.test', 'mapped.test', '[::ffff:127.0.0.1]', '0.0.0.0']) {
    const { text } = await httpsPost(world, ask(`https://${host}:${port}/`));
    assert.match(text, /not a public address/, host);
  }
  assert.equal(receiver.received.length, 0);
});

test('A name that changes its address after the check is asked once only', async () => {
  await using receiver = await WebhookReceiver.start();
  const before = resolver.questions;
  await httpsPost(world, ask(`https://hook.test:${receiver.port}/`));
  assert.equal(resolver.questions - before, 2, 'A and AAAA');
});

test('No redirect is followed', async () => {
  await using elsewhere = await WebhookReceiver.start();
  await using receiver = await WebhookReceiver.start();
  receiver.answer = () => ({ status: 307, location: elsewhere.url('/secret') });
  assert.equal((await httpsPost(world, ask(receiver.url()))).status, 307);
  assert.equal(elsewhere.received.length, 0);
});

test('Plain HTTP goes to loopback alone, and only with leave', async () => {
  await using receiver = await WebhookReceiver.start({ plain: true });
  const url = `http://127.0.0.1:${receiver.port}/`;
  assert.equal((await httpsPost(world, ask(url))).status, 204);
  assert.match((await httpsPost(world, ask(url, { allowPrivate: false }))).text, /not a public/);
  assert.match((await httpsPost(world, ask('http://10.0.0.1/'))).text, /use https/);
  assert.match((await httpsPost(world, ask('http://1.1.1.1/'))).text, /use https/);
  assert.match((await httpsPost(world, ask('ftp://127.0.0.1/'))).text, /use https/);
});

test('Who says nothing is given up, a long answer is cut, a second address is tried', async () => {
  await using receiver = await WebhookReceiver.start();
  receiver.answer = () => 'hang';
  const hung = await httpsPost({ ...world, msMax: 150 }, ask(receiver.url()));
  assert.deepEqual(hung, { status: 0, text: 'No answer within 150 ms' });
  receiver.answer = () => ({ status: 500, body: 'x'.repeat(100_000) });
  const long = await httpsPost(world, ask(receiver.url()));
  assert.deepEqual([long.status, long.text.length], [500, answerOctetsMax]);
  zone.set('two.test', [
    { type: 'A', address: '127.0.0.9' },
    { type: 'A', address: '127.0.0.1' },
  ]);
  const two = await httpsPost(world, ask(`https://two.test:${receiver.port}/`));
  assert.match(two.text, /altnames|does not match/i, 'it got as far as the certificate');
});

test('A connection is kept for the next request, and one that was closed meanwhile costs nothing', async () => {
  await using receiver = await WebhookReceiver.start();
  const connections = keptConnections();
  try {
    const kept = { ...world, connections };
    const url = `https://hook.test:${receiver.port}/`;
    for (let count = 0; count < 3; count++)
      assert.equal((await httpsPost(kept, ask(url))).status, 204);
    assert.equal(receiver.connections, 1);
    receiver.dropConnections();
    assert.equal((await httpsPost(kept, ask(url))).status, 204);
    assert.equal(receiver.connections, 2);
    // Another name at the same address is another peer.
    const other = await httpsPost(kept, ask(`https://other.test:${receiver.port}/`));
    assert.match(other.text, /altnames|does not match/i);
    assert.equal(receiver.received.length, 4);
  } finally {
    connections.destroy();
  }
});

test('What cannot be resolved or reached is told in words, and throws nothing', async () => {
  assert.match((await httpsPost(world, ask('https://late.test/'))).text, /no address \(timeout\)/);
  assert.match((await httpsPost(world, ask('https://no.test/'))).text, /no-such-name/);
  assert.match((await httpsPost(world, ask(`https://${'a'.repeat(70)}.test/`))).text, /is no name/);
  assert.match((await httpsPost(world, ask('https://127.0.0.1:1/'))).text, /ECONNREFUSED/);
  const signal = AbortSignal.abort();
  assert.match(
    (await httpsPost(world, ask('https://127.0.0.1:1/', { signal }))).text,
    /broken off/,
  );
});
