import assert from 'node:assert/strict';
import { test } from 'node:test';

import { getMsMax, guardedGet, GuardedGetError, redirectsMax } from '#net/guarded-get.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { WebhookReceiver } from '#test/stage/webhook-receiver.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

const zone = new Map<string, readonly (RecordData | 'timeout')[]>([
  ['hook.test', [{ type: 'A', address: '127.0.0.1' }]],
  ['private.test', [{ type: 'A', address: '10.0.0.1' }]],
  ['meta.test', [{ type: 'A', address: '169.254.169.254' }]],
  ['mapped.test', [{ type: 'AAAA', address: '::ffff:127.0.0.1' }]],
  ['late.test', ['timeout']],
]);

const resolver = new ZoneResolver(zone);
const { authorities } = WebhookReceiver;
const trusting = { resolver, authorities, allowPrivate: true };
const asked = { accept: 'image/*', octetsMax: 100 };

async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof GuardedGetError, String(error));
    return `${error.kind}: ${error.message}`;
  }
  return 'none';
}

test('A picture is got, and nothing of ours goes along', async () => {
  await using host = await WebhookReceiver.start();
  host.answer = () => ({ status: 200, body: 'GIF89a' });
  const url = `https://hook.test:${host.port}/a?b=1#c`;
  const octets = await guardedGet(trusting, { ...asked, url });
  assert.equal(Buffer.from(octets).toString(), 'GIF89a');
  const [got] = host.received;
  assert.equal(got?.path, '/a?b=1');
  assert.deepEqual(Object.keys(got.headers).toSorted(), [
    'accept',
    'accept-encoding',
    'connection',
    'host',
    'user-agent',
  ]);
});

test('Addresses that are not public are not dialled, by whatever name and way', async () => {
  await using host = await WebhookReceiver.start({ plain: true });
  const guarded = { resolver, authorities };
  const names = `127.0.0.1 2130706433 0x7f.1 0177.1 localhost a.localhost [::1] [::ffff:127.0.0.1]
    [64:ff9b::7f00:1] 0.0.0.0 hook.test private.test meta.test mapped.test 192.168.0.1 100.64.0.1
    169.254.169.254 [fe80::1]`.split(/\s+/u);
  for (const name of names) {
    const why = await failureOf(guardedGet(guarded, { ...asked, url: `http://${name}/` }));
    assert.match(why, /^refused: .* not a public address/u, name);
  }
  assert.equal(host.connections, 0);
});

test('Only the web is asked: no other scheme, port or login', async () => {
  const guarded = { resolver, authorities };
  for (const url of [
    'ftp://hook.test/',
    'file:///etc/passwd',
    'data:image/gif,x',
    'gopher://hook.test/',
    'https://hook.test:25/',
    'http://hook.test:6379/',
    'https://user:secret@hook.test/',
    'no URL',
    '',
  ]) {
    assert.match(await failureOf(guardedGet(guarded, { ...asked, url })), /^refused/u, url);
  }
});

test('Redirects are followed so far, and each of them is looked at', async () => {
  await using host = await WebhookReceiver.start({ plain: true });
  const start = `http://hook.test:${host.port}`;
  host.answer = ({ path }) => {
    const left = Number(path.slice(1));
    return left === 0 ? { status: 200, body: 'GIF89a' } : { status: 302, location: `/${left - 1}` };
  };
  const to = (hops: number) => guardedGet(trusting, { ...asked, url: `${start}/${hops}` });
  assert.equal((await to(redirectsMax)).length, 6);
  assert.match(await failureOf(to(redirectsMax + 1)), /^failed: More than 5 redirects/u);
  for (const location of [
    'http://meta.test/',
    'http://mapped.test/',
    'ftp://hook.test/',
    'http://a:b@hook.test/',
  ]) {
    host.answer = () => ({ status: 301, location });
    assert.match(await failureOf(to(1)), /^refused/u, location);
  }
});

test('What is too long, packed, late or refused is no picture', async () => {
  await using host = await WebhookReceiver.start({ plain: true });
  const url = `http://hook.test:${host.port}/`;
  host.answer = () => ({ status: 200, body: 'x'.repeat(101) });
  assert.match(await failureOf(guardedGet(trusting, { ...asked, url })), /^failed: More than 100/u);
  host.answer = () => ({ status: 404, body: 'GIF89a' });
  assert.match(
    await failureOf(guardedGet(trusting, { ...asked, url })),
    /^failed: .* answered 404/u,
  );
  host.answer = () => 'hang';
  const hasty = { ...trusting, msMax: 50 };
  assert.match(await failureOf(guardedGet(hasty, { ...asked, url })), /^failed: No answer within/u);
  const cut = AbortSignal.abort();
  const gone = guardedGet(trusting, { ...asked, url, signal: cut });
  assert.match(await failureOf(gone), /^failed/u);
  const late = guardedGet(trusting, { ...asked, url: 'http://late.test/' });
  assert.match(await failureOf(late), /^refused: late.test has no address/u);
  assert.ok(getMsMax <= 30_000);
});
