import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import { appCode } from '#test/stage/authenticator-app.ts';
import { type Browser, codeOf, password, signInStage } from '#test/stage/sign-in-stage.ts';

const login = 'ada@example.test';

function basic(text: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}`, 'sec-fetch-site': '' };
}

async function signedIn() {
  const stage = await signInStage();
  const ada = stage.browser();
  await ada.post('/auth/login', { login, password });
  return { ...stage, ada };
}

/** What a path of `/me` answers. */
async function read(browser: Browser, path: string) {
  const answer = await browser.me('GET', path);
  assert.equal(answer.status, 200, path);
  return Object(await answer.json());
}

test('The profile is shown and changed in parts', async () => {
  const { ada, accountId } = await signedIn();
  assert.deepEqual(await read(ada, ''), {
    address: login,
    displayName: 'ada',
    language: 'en',
    timeZone: '',
    administrator: 'no',
    jmapAccountId: `a${accountId}`,
    totp: false,
    passkeys: 0,
  });
  const changes = { displayName: ' Ada Lovelace ', language: 'de', timeZone: 'Europe/Berlin' };
  assert.equal((await ada.me('PATCH', '', changes)).status, 204);
  assert.equal((await ada.me('PATCH', '', { language: 'en' })).status, 204);
  const { displayName, language, timeZone } = await read(ada, '');
  assert.deepEqual([displayName, language, timeZone], ['Ada Lovelace', 'en', 'Europe/Berlin']);
  for (const wrong of [
    { timeZone: 'Mars/Olympus' },
    { language: 'Deutsch' },
    { displayName: 'a\nb' },
    { address: 'x@example.test' },
  ]) {
    assert.equal((await ada.me('PATCH', '', wrong)).status, 422, JSON.stringify(wrong));
  }
});

test('A new password needs the old one, and signs every other browser out', async () => {
  const { ada, browser } = await signedIn();
  const other = browser();
  await other.post('/auth/login', { login, password });
  const wrong = await ada.me('POST', '/password', { current: 'guess', password: 'battery staple' });
  assert.equal(await codeOf(wrong), 'login.denied');
  const empty = await ada.me('POST', '/password', { current: password, password: '' });
  assert.equal(await codeOf(empty), 'password.malformed');
  const body = { current: password, password: 'battery staple' };
  assert.equal((await ada.me('POST', '/password', body)).status, 204);
  assert.equal((await ada.get('/auth/session')).status, 200);
  assert.equal((await other.get('/auth/session')).status, 401);
  assert.equal((await browser().post('/auth/login', { login, password })).status, 401);
  const again = await browser().post('/auth/login', { login, password: 'battery staple' });
  assert.equal(again.status, 204);
});

test('App passwords are shown once, listed, and taken back', async () => {
  const { ada, authenticator } = await signedIn();
  const wanted = { name: 'Phone', scopes: ['imap', 'smtp'], expiresAt: '2027-01-31T00:00:00Z' };
  const made = await ada.me('POST', '/app-passwords', wanted);
  assert.equal(made.status, 201);
  const { id, password: secret } = Object(await made.json());
  const attempt = { login, password: secret, remoteAddress: '192.0.2.1' } as const;
  const found = await authenticator.verify({ ...attempt, protocol: 'imap' });
  assert.equal(found.appPassword, true);
  const listed = await ada.me('GET', '/app-passwords');
  const text = await listed.text();
  assert.ok(!text.includes(secret) && !text.includes('hash'));
  const [first] = JSON.parse(text).appPasswords;
  assert.deepEqual(
    [first.id, first.name, first.scopes, first.expiresAt, first.expired],
    [id, 'Phone', ['imap', 'smtp'], '2027-01-31T00:00:00.000Z', false],
  );
  assert.equal((await ada.me('DELETE', `/app-passwords/${id}`)).status, 204);
  const again = await ada.me('DELETE', `/app-passwords/${id}`);
  assert.equal(await codeOf(again), 'credential.absent');
  await assert.rejects(authenticator.verify({ ...attempt, protocol: 'imap' }));
  // The own password is none.
  assert.equal((await ada.me('DELETE', '/app-passwords/1')).status, 404);
});

test('An app password opens no settings, the password does by Basic, from programs and with TLS', async () => {
  const { ada, browser } = await signedIn();
  const made = await ada.me('POST', '/app-passwords', { name: 'Script' });
  const { password: secret } = Object(await made.json());
  const program = browser();
  const app = await program.me('GET', '', undefined, basic(`${login}:${secret}`));
  assert.equal(await codeOf(app), 'login.own-password');
  const token = { authorization: `Bearer ${secret}` };
  assert.equal(await codeOf(await program.me('GET', '', undefined, token)), 'login.own-password');
  const own = await program.me(
    'POST',
    '/app-passwords',
    { name: 'x' },
    basic(`${login}:${password}`),
  );
  assert.equal(own.status, 201);
});

test('Browsers are listed in words, and signed out one by one or all others', async () => {
  const { ada, browser } = await signedIn();
  const [phone, work] = [browser(), browser()];
  phone.address = '198.51.100.7';
  const userAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/1';
  await phone.post('/auth/login', { login, password, stay: true }, { 'user-agent': userAgent });
  await work.post('/auth/login', { login, password });
  const { sessions } = await read(ada, '/sessions');
  assert.equal(sessions.length, 3);
  const [first, second, third] = sessions;
  assert.deepEqual(
    [first.current, second.browser, second.system, second.kind, second.address, second.stay],
    [false, 'Safari', 'iOS', 'phone', '198.51.100.7', true],
  );
  assert.deepEqual([third.current, third.browser, third.method], [true, 'Firefox', 'password']);
  assert.ok(!JSON.stringify(sessions).includes('key'));
  assert.equal((await ada.me('DELETE', `/sessions/${second.id}`)).status, 204);
  assert.equal((await phone.get('/auth/session')).status, 401);
  assert.equal(await codeOf(await ada.me('DELETE', `/sessions/${second.id}`)), 'session.absent');
  assert.deepEqual(await (await ada.me('DELETE', '/sessions')).json(), { ended: 1 });
  assert.equal((await work.get('/auth/session')).status, 401);
  assert.equal((await ada.get('/auth/session')).status, 200);
});

test('What would help a thief to stay asks who is there, a quarter of an hour after signing in', async () => {
  const { ada, clock } = await signedIn();
  clock.advance(15 * 60_000);
  for (const [method, path] of [
    ['POST', '/app-passwords'],
    ['POST', '/totp'],
    ['POST', '/totp/confirm'],
    ['POST', '/totp/recovery-codes'],
    ['DELETE', '/totp'],
    ['POST', '/passkeys/options'],
    ['POST', '/passkeys'],
    ['DELETE', '/passkeys/1'],
  ] as const) {
    const answer = await ada.me(method, path, { name: 'x' });
    assert.equal(answer.status, 403, path);
    assert.equal(await codeOf(answer), 'session.confirm-needed');
  }
  assert.equal((await ada.post('/auth/confirm', { password })).status, 204);
  assert.equal((await ada.me('POST', '/app-passwords', { name: 'x' })).status, 201);
});

test('Pages of other sites change nothing by the cookie, and programs need no cookie', async () => {
  const { ada } = await signedIn();
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'https://other.example.test' },
  ]) {
    const answer = await ada.me('DELETE', '/sessions', undefined, headers);
    assert.equal(await codeOf(answer), 'request.cross-site');
  }
  assert.equal((await ada.me('GET', '/sessions')).status, 200);
});

test('The description of the interface has the own account, and answers are as it says', async () => {
  const { ada } = await signedIn();
  const { paths, components } = Object(await (await ada.get('/api/v1/openapi.json')).json());
  for (const path of ['/me', '/me/password', '/me/totp/confirm', '/me/passkeys/{id}']) {
    assert.ok(path in paths, path);
  }
  await ada.me('POST', '/app-passwords', { name: 'x' });
  const { Profile, Session, AppPassword } = components.schemas;
  const { sessions } = await read(ada, '/sessions');
  const { appPasswords } = await read(ada, '/app-passwords');
  for (const [value, schema] of [
    [await read(ada, ''), Profile],
    [sessions[0], Session],
    [appPasswords[0], AppPassword],
  ]) {
    assert.deepEqual(Object.keys(value).toSorted(), schema.required.toSorted());
  }
});

const selectAudit = statement<{ actor: string; action: string; detail: string }>(
  'SELECT actor AS "actor", action AS "action", detail AS "detail" FROM audit ORDER BY audit_id',
);
const readAudit = readOperation('test.readAudit', function* (tx) {
  return yield* tx.all(selectAudit);
});

test('Every change is in the audit log under the name of the person, and no secret is', async () => {
  const { ada, clock, store } = await signedIn();
  const app = Object(await (await ada.me('POST', '/app-passwords', { name: 'Phone' })).json());
  await ada.me('DELETE', `/app-passwords/${app.id}`);
  const offer = Object(await (await ada.me('POST', '/totp')).json());
  const code = appCode(offer.secret, clock.now());
  const { recoveryCodes } = Object(await (await ada.me('POST', '/totp/confirm', { code })).json());
  await ada.me('POST', '/totp/recovery-codes');
  await ada.me('DELETE', '/totp');
  await ada.me('PATCH', '', { language: 'de' });
  await ada.me('POST', '/password', { current: password, password: 'battery staple' });
  await ada.me('DELETE', '/sessions');
  const cookie = ada.cookie ?? '';
  await ada.post('/auth/logout');
  const rows = (await store.read(readAudit, undefined)).filter(({ actor }) => actor === login);
  assert.deepEqual(
    rows.map(({ action }) => action),
    [
      'session.open',
      'app-password.create',
      'app-password.revoke',
      'totp.enable',
      'totp.recovery-codes',
      'totp.disable',
      'account.profile',
      'account.password',
      'session.end',
    ],
  );
  const text = JSON.stringify(rows);
  const secrets = [password, 'battery staple', app.password, offer.secret, code, cookie.slice(-43)];
  for (const secret of [...secrets, ...recoveryCodes]) assert.ok(!text.includes(secret));
});
