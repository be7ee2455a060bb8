import assert from 'node:assert/strict';
import { test } from 'node:test';

import { site } from '#session/http/site.ts';

const peer = { remote: { address: '127.0.0.1', port: 1 }, secure: false };
let healthy = true;
const handler = site({
  hostname: 'mail.example.test',
  metrics: () => Promise.resolve('postamt_up 1\n'),
  healthy: () => healthy,
  stsPolicies: (domain) =>
    Promise.resolve(
      domain === 'example.test'
        ? { mode: 'enforce', mx: ['mail.example.test'], maxAgeSeconds: 604_800 }
        : undefined,
    ),
});

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return handler(new Request(`http://mail.example.test${path}`, { headers }), peer);
}

test('The start page speaks the language that weighs most (RFC 9110 §12.5.4)', async () => {
  const german = await get('/', { 'accept-language': 'fr, en;q=0.5, de-AT;q=0.9' });
  assert.equal(german.headers.get('content-language'), 'de');
  assert.match(await german.text(), /Dieser Mailserver läuft/u);
  const english = await get('/');
  assert.match(await english.text(), /mail server is running/u);
  assert.match(english.headers.get('content-security-policy') ?? '', /default-src 'none'/u);
});

test('Health follows the server', async () => {
  assert.equal((await get('/healthz')).status, 200);
  healthy = false;
  assert.equal((await get('/healthz')).status, 503);
  healthy = true;
});

test('Metrics are for this machine only', async () => {
  assert.equal(await (await get('/metrics')).text(), 'postamt_up 1\n');
  const far = { remote: { address: '192.0.2.1', port: 1 }, secure: true };
  const answer = await handler(new Request('https://mail.example.test/metrics'), far);
  assert.equal(answer.status, 404);
});

function askPolicy(host: string): Promise<Response> {
  const request = new Request(`https://${host}/.well-known/mta-sts.txt`);
  return handler(request, { ...peer, secure: true });
}

test('A policy is served for our domains only, as plain text (RFC 8461 §3.3)', async () => {
  const policy = await askPolicy('MTA-STS.example.test');
  assert.match(policy.headers.get('content-type') ?? '', /^text\/plain;/);
  assert.equal(
    await policy.text(),
    'version: STSv1\r\nmode: enforce\r\nmx: mail.example.test\r\nmax_age: 604800\r\n',
  );
  for (const host of ['mta-sts.other.test', 'mail.example.test', 'example.test']) {
    assert.equal((await askPolicy(host)).status, 404, host);
  }
});

test('Other methods and paths are refused (RFC 9110 §15.5.6)', async () => {
  const posted = await handler(new Request('http://x.test/', { method: 'POST' }), peer);
  assert.equal(posted.status, 405);
  assert.equal(posted.headers.get('allow'), 'GET, HEAD');
  assert.equal((await get('/missing')).status, 404);
});
