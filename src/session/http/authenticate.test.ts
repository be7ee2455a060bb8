import assert from 'node:assert/strict';
import { test } from 'node:test';

import { refuse } from '#base/refusal.ts';
import { authenticateRequest, challengeOf } from '#session/http/authenticate.ts';
import { ProblemError } from '#session/http/problem.ts';

const key = 'k'.repeat(43);
const bySession = { tenantId: 1, accountId: 2, address: 'ada@example.test', credentialId: 3 };
const byPassword = { ...bySession, credentialId: 4 };
const gatekeepers = {
  authenticator: {
    verify: async ({ password }: { password: string }) =>
      password === 'right' ? byPassword : refuse('login.denied'),
    verifyToken: async () => refuse('login.denied'),
  },
  webSessions: { find: async (shown: string) => (shown === key ? bySession : undefined) },
};
const loopback = { remote: { address: '127.0.0.1', port: 1 }, secure: false };
const distant = { remote: { address: '192.0.2.1', port: 1 }, secure: true };

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

/** Who sends it: `session` or `password`; or the code of the problem. */
async function whoSends(
  headers: Record<string, string>,
  { method = 'GET', peer = distant } = {},
): Promise<string> {
  const scheme = peer.secure ? 'https' : 'http';
  const request = new Request(`${scheme}://mail.example.test/jmap/api`, { method, headers });
  try {
    const login = await authenticateRequest(gatekeepers, request, { peer, protocol: 'jmap' });
    return login === bySession ? 'session' : 'password';
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
}

test('A cookie opens what its name allows: with TLS the one bound to the host (RFC 6265 §4.2)', async () => {
  const cookie = `a=b; __Host-postamt=${key}; c=d`;
  assert.equal(await whoSends({ cookie }), 'session');
  assert.equal(await whoSends({ cookie: `postamt=${key}` }), 'session.missing');
  assert.equal(await whoSends({ cookie: `postamt=${key}` }, { peer: loopback }), 'session');
  assert.equal(await whoSends({ cookie }, { peer: loopback }), 'session.missing');
  assert.equal(await whoSends({ cookie: `__Host-postamt=${'x'.repeat(43)}` }), 'session.missing');
  const long = `${'a=b; '.repeat(2_000)}__Host-postamt=${key}`;
  assert.equal(await whoSends({ cookie: long }), 'session.missing');
});

test('An Authorization field counts before a cookie, and a program hears how to log in', async () => {
  const cookie = `__Host-postamt=${key}`;
  assert.equal(await whoSends({ cookie, authorization: basic('ada:right') }), 'password');
  assert.equal(await whoSends({ cookie, authorization: basic('ada:wrong') }), 'login.denied');
  assert.equal(await whoSends({}), 'login.missing');
  assert.equal(await whoSends({ 'sec-fetch-site': 'same-origin' }), 'session.missing');
});

test('By cookie only pages of this server change something', async () => {
  const cookie = `__Host-postamt=${key}`;
  const post = { method: 'POST' };
  for (const [fields, answer] of [
    [{ 'sec-fetch-site': 'same-origin' }, 'session'],
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, 'session'],
    [{ 'sec-fetch-site': 'same-site' }, 'request.cross-site'],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://mail.example.test' }, 'request.cross-site'],
    [{ 'sec-fetch-site': 'none' }, 'request.cross-site'],
    [{ origin: 'https://mail.example.test' }, 'session'],
    [{ origin: 'https://mail.example.test.evil.example' }, 'request.cross-site'],
    [{ origin: 'https://mail.example.test:8443' }, 'request.cross-site'],
    [{ origin: 'null' }, 'request.cross-site'],
    [{}, 'request.cross-site'],
  ] as const) {
    assert.equal(await whoSends({ cookie, ...fields }, post), answer, JSON.stringify(fields));
    assert.equal(await whoSends({ cookie, ...fields }), 'session');
  }
  // A WebSocket begins with GET (RFC 6455 §10.2).
  const upgrade = { cookie, upgrade: 'websocket' };
  assert.equal(
    await whoSends({ ...upgrade, origin: 'https://evil.example' }),
    'request.cross-site',
  );
  assert.equal(await whoSends({ ...upgrade, origin: 'https://mail.example.test' }), 'session');
});

function said(headers: Record<string, string>): string | undefined {
  const request = new Request('https://mail.example.test/', { headers });
  return challengeOf(request)['www-authenticate'];
}

test('A script hears of no Basic, for which its browser would open a window (RFC 9110 §11.6.1)', () => {
  assert.match(said({}) ?? '', /^Basic .*Bearer/u);
  assert.match(said({ 'sec-fetch-mode': 'navigate' }) ?? '', /^Basic/u);
  assert.equal(said({ 'sec-fetch-mode': 'cors' }), 'Bearer realm="Postamt"');
});
