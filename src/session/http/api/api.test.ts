import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { refuse } from '#base/refusal.ts';
import { api } from '#session/http/api/api.ts';
import { sendingStage } from '#test/stage/sending-stage.ts';

const ada = { tenantId: 1, accountId: 2, address: 'ada@example.test', credentialId: 3 };
const { clock, sending } = await sendingStage();
const handler = api({
  log: silentLog,
  clock,
  sending,
  authenticator: {
    verify: async ({ login, password }) =>
      login === ada.address && password === 'pass:word' ? ada : refuse('login.denied'),
    verifyToken: async ({ token }) => (token === 'abcd' ? ada : refuse('login.scope')),
  },
});
const peer = { remote: { address: '192.0.2.1', port: 1 }, secure: true };

async function get(path: string, authorization?: string): Promise<Response> {
  const headers = authorization === undefined ? {} : { authorization };
  return await handler(new Request(`https://mail.example.test${path}`, { headers }), peer);
}

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

test('Without a login nothing is answered but how to log in (RFC 9110 §11.6.1, RFC 9457 §3)', async () => {
  for (const field of [
    undefined,
    'Basic',
    'Digest x',
    basic('no colon'),
    `Bearer ${'a'.repeat(2_000)}`,
  ]) {
    const answer = await get('/api/v1/nothing', field);
    assert.equal(answer.status, 401, field ?? 'none');
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic realm=.*Bearer/u);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    const problem: unknown = await answer.json();
    assert.equal(Object(problem).type, 'urn:postamt:problem:login.missing');
  }
  assert.equal((await get('/api/v1/nothing', basic('ada@example.test:wrong'))).status, 401);
  assert.equal((await get('/api/v1/nothing', 'Bearer wxyz')).status, 403);
});

test('A password may have a colon (RFC 7617 §2), and a token stands alone (RFC 6750 §2.1)', async () => {
  for (const field of [basic('ada@example.test:pass:word'), 'bearer abcd']) {
    const answer = await get('/api/v1/nothing', field);
    assert.equal(answer.status, 404, field);
    assert.match(Object(await answer.json()).detail, /GET \/api\/v1\/nothing/u);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  }
});

test('The description of the interface is there for everybody', async () => {
  const answer = await get('/api/v1/openapi.json');
  assert.equal(answer.status, 200);
  assert.equal(Object(await answer.json()).openapi, '3.1.0');
});
