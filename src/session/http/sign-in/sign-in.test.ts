import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import { LoginBudgets } from '#core/auth/login-budgets.ts';
import { setPassword } from '#core/auth/set-password.ts';
import { WebSignIn } from '#core/auth/web-sign-in.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';
import { codeOf, password, signInStage } from '#test/stage/sign-in-stage.ts';

const login = 'ada@example.test';

test('A browser signs in, is known by its cookie, and signs out (RFC 6265 §4.1)', async () => {
  const { browser, accountId } = await signInStage();
  const ada = browser();
  const nobody = await ada.get('/auth/session');
  assert.equal(nobody.status, 401);
  assert.equal(nobody.headers.get('www-authenticate'), 'Bearer realm="Postamt"');
  assert.equal(await codeOf(nobody), 'session.missing');
  const answer = await ada.post('/auth/login', { login, password, stay: false });
  assert.equal(answer.status, 204);
  assert.match(
    answer.headers.get('set-cookie') ?? '',
    /^__Host-postamt=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/u,
  );
  const session = await ada.get('/auth/session');
  assert.equal(session.headers.get('cache-control'), 'no-store');
  const { address, jmapAccountId } = Object(await session.json());
  assert.deepEqual([address, jmapAccountId], [login, `a${accountId}`]);
  const before = ada.cookie ?? '';
  assert.equal((await ada.post('/auth/logout')).status, 204);
  assert.equal(ada.cookie, undefined);
  assert.equal((await ada.get('/auth/session', { cookie: before })).status, 401);
  assert.equal((await ada.post('/auth/logout')).status, 204);
});

test('A wrong password and an unknown name get the same answer', async () => {
  const { browser } = await signInStage();
  const answers = [];
  for (const body of [
    { login, password: 'wrong' },
    { login: 'nobody@example.test', password },
    { login: '', password: '' },
  ]) {
    const answer = await browser().post('/auth/login', body);
    answers.push([answer.status, await answer.text(), answer.headers.get('set-cookie')]);
  }
  assert.equal(answers[0]?.[0], 401);
  assert.deepEqual(answers[1], answers[0]);
  assert.deepEqual(answers[2], answers[0]);
});

test('A session ends unused after 12 hours, with "stay signed in" after 14 days', async () => {
  const { browser, clock } = await signInStage();
  const [brief, long] = [browser(), browser()];
  await brief.post('/auth/login', { login, password });
  const answer = await long.post('/auth/login', { login, password, stay: true });
  assert.match(answer.headers.get('set-cookie') ?? '', /; Max-Age=7776000$/u);
  const hour = 3_600_000;
  clock.advance(11 * hour);
  assert.equal((await brief.get('/auth/session')).status, 200);
  clock.advance(11 * hour);
  assert.equal((await brief.get('/auth/session')).status, 200);
  clock.advance(12 * hour);
  assert.equal((await brief.get('/auth/session')).status, 401);
  for (let week = 1; week <= 12; week++) {
    clock.advance(7 * 24 * hour);
    assert.equal((await long.get('/auth/session')).status, 200, `week ${week}`);
  }
  clock.advance(7 * 24 * hour); // More than 90 days since the beginning.
  assert.equal((await long.get('/auth/session')).status, 401);
});

test('A changed password ends every session, a disabled account too', async () => {
  const { browser, store, accountId } = await signInStage();
  const [one, two] = [browser(), browser()];
  await one.post('/auth/login', { login, password });
  await two.post('/auth/login', { login, password });
  await store.write(updateAccount, { actor: 'test', accountId, state: 2 });
  assert.equal((await one.get('/auth/session')).status, 401);
  assert.equal((await browser().post('/auth/login', { login, password })).status, 403);
  await store.write(updateAccount, { actor: 'test', accountId, state: 1 });
  assert.equal((await one.get('/auth/session')).status, 200);
  await setPassword(store, { actor: 'test', accountId, password: 'battery staple' });
  for (const each of [one, two]) assert.equal((await each.get('/auth/session')).status, 401);
});

test('Other sites sign nobody in or out', async () => {
  const { browser } = await signInStage();
  const ada = browser();
  await ada.post('/auth/login', { login, password });
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
  ]) {
    const answer = await ada.post('/auth/logout', undefined, headers);
    assert.equal(answer.status, 403);
    assert.equal(await codeOf(answer), 'request.cross-site');
  }
  assert.equal((await ada.get('/auth/session')).status, 200);
});

test('What is no login is refused before anything is looked up', async () => {
  const { browser } = await signInStage();
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  assert.equal((await browser().post('/auth/login', { login, password }, form)).status, 415);
  for (const body of [{}, { login }, { login, password: 1 }, { login, password, more: 1 }, []]) {
    assert.equal((await browser().post('/auth/login', body)).status, 422);
  }
  const large = { login, password: 'x'.repeat(70_000) };
  assert.equal((await browser().post('/auth/login', large)).status, 413);
});

test('Without TLS nobody signs in, but on this machine where that is allowed', async () => {
  const { browser, own, store, clock } = await signInStage();
  const far = browser();
  far.secure = false;
  assert.equal(await codeOf(await far.post('/auth/login', { login, password })), 'login.plaintext');
  const options = { clock, log: silentLog, plaintextOnLoopback: true };
  const authenticator = new Authenticator(store, options);
  const { secondStep, webSessions: sessions } = own;
  const budgets = new LoginBudgets(store);
  const webSignIn = new WebSignIn({ authenticator, budgets, secondStep, sessions });
  const attempt = { login, password, remoteAddress: '127.0.0.1', tls: undefined };
  await webSignIn.signIn(attempt, { stay: false, userAgent: '' });
});

test('Who signs in again in the same browser leaves no session behind', async () => {
  const { browser } = await signInStage();
  const ada = browser();
  await ada.post('/auth/login', { login, password });
  const before = ada.cookie ?? '';
  await ada.post('/auth/login', { login, password });
  assert.notEqual(ada.cookie, before);
  assert.equal((await ada.get('/auth/session', { cookie: before })).status, 401);
  const { sessions } = Object(await (await ada.me('GET', '/sessions')).json());
  assert.equal(sessions.length, 1);
});
