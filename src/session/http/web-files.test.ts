import assert from 'node:assert/strict';
import { test } from 'node:test';

import { site } from '#session/http/site.ts';
import type { WebFile } from '#session/http/web-files.ts';

const octets = (value: string) => new TextEncoder().encode(value);

const page: WebFile = {
  type: 'text/html; charset=utf-8',
  etag: '"page"',
  identity: octets('<!doctype html>'),
  br: octets('br'),
  gzip: octets('gzip'),
};

const handler = site({
  hostname: 'mail.example.test',
  metrics: () => Promise.resolve(''),
  healthy: () => true,
  webFiles: () =>
    new Map([
      ['/webmail/index.html', page],
      ['/service-worker.js', { ...page, type: 'text/javascript; charset=utf-8' }],
      ['/assets/webmail-12345678.js', { ...page, type: 'text/javascript; charset=utf-8' }],
    ]),
});

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const peer = { remote: { address: '127.0.0.1', port: 1 }, secure: false };
  return handler(new Request(`http://mail.example.test${path}`, { headers }), peer);
}

test('Every address of the webmail gets its page, others do not', async () => {
  for (const path of ['/', '/mail', '/mail/m1/e2', '/settings/devices', '/deleted', '/sign-in']) {
    const answer = await get(path);
    assert.equal(answer.status, 200, path);
    assert.equal(await answer.text(), '<!doctype html>', path);
  }
  for (const path of ['/mailbox', '/assets/other.js', '/webmail']) {
    assert.equal((await get(path)).status, 404, path);
  }
});

test('The service worker is asked for anew each time, so that a new version is found', async () => {
  const answer = await get('/service-worker.js');
  assert.equal(answer.headers.get('cache-control'), 'no-cache');
  assert.match(answer.headers.get('content-security-policy') ?? '', /worker-src 'self'/u);
});

test('The policy forbids other hosts, inline scripts and inline styles', async () => {
  const policy = (await get('/')).headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/u);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/u);
});

test('The smallest coding that the browser takes is sent (RFC 9110 §12.5.3)', async () => {
  assert.equal(await codingFor('gzip, deflate, br, zstd'), 'br');
  assert.equal(await codingFor('gzip, br;q=0'), 'gzip');
  assert.equal(await codingFor('deflate'), null);
});

async function codingFor(field: string): Promise<string | null> {
  const answer = await get('/', { 'accept-encoding': field });
  assert.equal(answer.headers.get('vary'), 'accept-encoding');
  return answer.headers.get('content-encoding');
}

test('What the browser has is not sent again (RFC 9110 §13.1.2)', async () => {
  const again = await get('/', { 'if-none-match': 'W/"page", "x"' });
  assert.equal(again.status, 304);
  assert.equal(await again.text(), '');
  assert.equal(again.headers.get('cache-control'), 'no-cache');
  assert.equal((await get('/', { 'if-none-match': '"old"' })).status, 200);
});

test('Files with a hash in their name are kept for ever', async () => {
  const asset = await get('/assets/webmail-12345678.js');
  assert.match(asset.headers.get('cache-control') ?? '', /immutable/u);
});
