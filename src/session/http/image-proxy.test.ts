import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type GetRequest, guardedGet } from '#net/guarded-get.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { fetchesOfAccountMax, imageProxy, pictureOctetsMax } from '#session/http/image-proxy.ts';
import { codeOf, password, signInStage } from '#test/stage/sign-in-stage.ts';
import { WebhookReceiver } from '#test/stage/webhook-receiver.ts';
import { ZoneResolver } from '#test/stage/zone-resolver.ts';

const zone = new Map<string, readonly RecordData[]>([
  ['hook.test', [{ type: 'A', address: '127.0.0.1' }]],
]);
const resolver = new ZoneResolver(zone);

/** Dials this machine, which no server does. */
const getHere = (request: GetRequest) =>
  guardedGet({ resolver, allowPrivate: true, msMax: 2_000 }, request);

const getPublic = (request: GetRequest) => guardedGet({ resolver, msMax: 2_000 }, request);

async function proxyStage(get: ((request: GetRequest) => Promise<Uint8Array>) | undefined) {
  const { authenticator, webSessions, browser } = await signInStage();
  const one = browser();
  await one.post('/auth/login', { login: 'ada@example.test', password, stay: false });
  const proxy = imageProxy({ authenticator, webSessions, get });
  const ask = async (url: string, more: Record<string, string> = {}, method = 'GET') => {
    const headers = { cookie: one.cookie ?? '', 'sec-fetch-site': 'same-origin', ...more };
    const place = `https://mail.example.test/proxy/image?url=${encodeURIComponent(url)}`;
    const remote = { address: one.address, port: 1 };
    return await proxy(new Request(place, { headers, method }), { remote, secure: true });
  };
  return { ask };
}

test('A picture comes as what it is, for this browser alone, and can do nothing', async () => {
  await using host = await WebhookReceiver.start({ plain: true });
  host.answer = () => ({ status: 200, body: 'GIF89a…' });
  const { ask } = await proxyStage(getHere);
  const answer = await ask(`http://hook.test:${host.port}/a.png`);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'image/gif');
  assert.equal(
    answer.headers.get('content-security-policy'),
    "default-src 'none'; sandbox; frame-ancestors 'none'",
  );
  assert.match(answer.headers.get('cache-control') ?? '', /^private, /u);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(await answer.text(), 'GIF89a…');
  assert.equal(host.received[0]?.headers['cookie'], undefined);
});

test('What is no picture is not passed on, whatever it is called', async () => {
  await using host = await WebhookReceiver.start({ plain: true });
  const { ask } = await proxyStage(getHere);
  for (const body of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<html>', '', 'x'.repeat(9)]) {
    host.answer = () => ({ status: 200, body });
    const answer = await ask(`http://hook.test:${host.port}/a.png`);
    assert.equal(await codeOf(answer), 'picture.kind');
  }
  host.answer = () => ({ status: 200, body: `GIF89a${'x'.repeat(pictureOctetsMax)}` });
  assert.equal(await codeOf(await ask(`http://hook.test:${host.port}/`)), 'picture.unreachable');
});

test('Only who is signed in is served, and only to pages of this server', async () => {
  let asked = 0;
  const { ask } = await proxyStage(() => {
    asked += 1;
    return Promise.resolve(Buffer.from('GIF89a'));
  });
  assert.equal((await ask('https://x.test/', { cookie: '' })).status, 401);
  assert.equal((await ask('https://x.test/', { 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await ask('https://x.test/', {}, 'POST')).status, 405);
  for (const url of ['', 'file:///etc/passwd', 'x', `https://x.test/${'x'.repeat(9_000)}`]) {
    assert.equal(await codeOf(await ask(url)), 'picture.address');
  }
  assert.equal(asked, 0);
});

test('Nobody learns what names mean in our networks', async () => {
  const { ask } = await proxyStage(getPublic);
  const [inside, unknown] = [await ask('http://hook.test/'), await ask('http://nosuch.test/')];
  assert.equal(inside.status, 502);
  assert.deepEqual(await inside.json(), await unknown.json());
});

test('Where nobody is to be dialled, that is said', async () => {
  const { ask } = await proxyStage(undefined);
  const answer = await ask('https://x.test/a.png');
  assert.equal(answer.status, 501);
  assert.equal(await codeOf(answer), 'picture.off');
});

test('One account does not keep the server busy', async () => {
  const waiting = Promise.withResolvers<Uint8Array>();
  const { ask } = await proxyStage(() => waiting.promise);
  const open = Array.from({ length: fetchesOfAccountMax }, () => ask('https://x.test/a'));
  // All of them are signed in before the first is answered.
  let more = await ask('https://x.test/b', {}, 'GET').catch(() => undefined);
  assert.equal(more?.status, 503);
  waiting.resolve(Buffer.from('GIF89a'));
  for (const answer of await Promise.all(open)) assert.equal(answer.status, 200);
  more = await ask('https://x.test/b');
  assert.equal(more.status, 200);
});
