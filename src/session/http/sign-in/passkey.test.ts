import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setPassword } from '#core/auth/set-password.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';
import { type Browser, codeOf, password, signInStage } from '#test/stage/sign-in-stage.ts';
import { SoftwareKey } from '#test/stage/software-key.ts';

const login = 'ada@example.test';
const here = { origin: 'https://mail.example.test', host: 'mail.example.test' };

async function challengeOf(answer: Response): Promise<string> {
  assert.equal(answer.status, 200);
  return String(Object(await answer.json()).challenge);
}

async function keep(browser: Browser, key: SoftwareKey, name = 'Laptop'): Promise<Response> {
  const challenge = await challengeOf(await browser.me('POST', '/passkeys/options'));
  return await browser.me('POST', '/passkeys', {
    name,
    answer: key.create({ challenge, ...here }),
  });
}

async function passkeyLogin(browser: Browser, key: SoftwareKey, where = here): Promise<Response> {
  const challenge = await challengeOf(await browser.post('/auth/passkey/options'));
  return await browser.post('/auth/passkey', { answer: key.get({ challenge, ...where }) });
}

/** Ada's browser, signed in, with a passkey. */
async function withPasskey() {
  const stage = await signInStage();
  const ada = stage.browser();
  await ada.post('/auth/login', { login, password });
  const key = new SoftwareKey();
  const kept = await keep(ada, key);
  assert.equal(kept.status, 201);
  const { id } = Object(await kept.json());
  return { ...stage, ada, key, id: Number(id) };
}

test('A passkey signs in without a name, is listed, renamed and removed', async () => {
  const { ada, key, id, browser } = await withPasskey();
  const other = browser();
  const answer = await passkeyLogin(other, key);
  assert.equal(answer.status, 204);
  const session = await other.get('/auth/session');
  assert.equal(Object(await session.json()).address, login);
  assert.equal((await ada.me('PATCH', `/passkeys/${id}`, { name: 'Phone' })).status, 204);
  const { passkeys } = Object(await (await ada.me('GET', '/passkeys')).json());
  assert.deepEqual(
    [passkeys.length, passkeys[0].name, passkeys[0].lastUsedAt],
    [1, 'Phone', '2026-11-25T08:00:00.000Z'],
  );
  assert.equal(Object(await (await ada.me('GET', '')).json()).passkeys, 1);
  assert.equal((await ada.me('DELETE', `/passkeys/${id}`)).status, 204);
  // The session that it opened has gone with it; the one of the password has not.
  assert.equal((await other.get('/auth/session')).status, 401);
  assert.equal((await ada.get('/auth/session')).status, 200);
  assert.equal(await codeOf(await passkeyLogin(browser(), key)), 'login.passkey');
  assert.equal(await codeOf(await ada.me('DELETE', `/passkeys/${id}`)), 'passkey.absent');
});

test('A challenge is good once, for five minutes, and for its purpose', async () => {
  const { ada, key, browser, clock } = await withPasskey();
  const challenge = await challengeOf(await browser().post('/auth/passkey/options'));
  const answer = key.get({ challenge, ...here });
  assert.equal((await browser().post('/auth/passkey', { answer })).status, 204);
  assert.equal(await codeOf(await browser().post('/auth/passkey', { answer })), 'login.passkey');
  const again = key.get({ challenge, ...here });
  assert.equal(
    await codeOf(await browser().post('/auth/passkey', { answer: again })),
    'login.passkey',
  );

  const late = await challengeOf(await browser().post('/auth/passkey/options'));
  clock.advance(5 * 60_000);
  const slow = key.get({ challenge: late, ...here });
  assert.equal(
    await codeOf(await browser().post('/auth/passkey', { answer: slow })),
    'login.passkey',
  );

  const registering = await challengeOf(await ada.me('POST', '/passkeys/options'));
  const crossed = key.get({ challenge: registering, ...here });
  assert.equal(
    await codeOf(await browser().post('/auth/passkey', { answer: crossed })),
    'login.passkey',
  );
  const invented = key.get({ challenge: Buffer.alloc(32).toString('base64url'), ...here });
  const refused = await browser().post('/auth/passkey', { answer: invented });
  assert.equal(await codeOf(refused), 'login.passkey');
});

test('Another site, another key, a person who was not verified or a copied counter sign nobody in', async () => {
  const { key, browser } = await withPasskey();
  const evil = { origin: 'https://mail.example.test.evil.example', host: here.host };
  assert.equal((await passkeyLogin(browser(), key, evil)).status, 401);
  const elsewhere = { origin: here.origin, host: 'evil.example' };
  assert.equal((await passkeyLogin(browser(), key, elsewhere)).status, 401);
  assert.equal((await passkeyLogin(browser(), new SoftwareKey())).status, 401);

  const challenge = await challengeOf(await browser().post('/auth/passkey/options'));
  const answer = key.get({ challenge, ...here }, { verified: false });
  assert.equal((await browser().post('/auth/passkey', { answer })).status, 401);

  assert.equal((await passkeyLogin(browser(), key)).status, 204);
  key.counter = 0; // As a copy of the key would have it.
  assert.equal((await passkeyLogin(browser(), key)).status, 401);
});

test('A passkey of a disabled account opens nothing, and one device has one passkey', async () => {
  const { ada, key, store, accountId, browser } = await withPasskey();
  assert.equal(await codeOf(await keep(ada, key)), 'passkey.exists');
  const options = await ada.me('POST', '/passkeys/options');
  const { excludeCredentials } = Object(await options.json());
  assert.deepEqual(
    excludeCredentials.map(({ id }: { id: string }) => id),
    [key.id],
  );
  await store.write(updateAccount, { actor: 'test', accountId, state: 2 });
  assert.equal(await codeOf(await passkeyLogin(browser(), key)), 'login.disabled');
});

test('What is no answer of an authenticator is refused', async () => {
  const { ada, browser } = await withPasskey();
  for (const answer of [undefined, {}, { id: 'x' }, { id: '*', rawId: '', type: 'public-key' }]) {
    assert.equal((await browser().post('/auth/passkey', { answer })).status, 422);
    assert.equal((await ada.me('POST', '/passkeys', { name: 'x', answer })).status, 422);
  }
  const key = new SoftwareKey();
  const challenge = await challengeOf(await ada.me('POST', '/passkeys/options'));
  const answer = key.create({ challenge, ...here });
  const broken = { ...answer.response, attestationObject: 'AAAA' };
  const said = await ada.me('POST', '/passkeys', {
    name: 'x',
    answer: { ...answer, response: broken },
  });
  assert.equal(await codeOf(said), 'passkey.answer');
});

test('A passkey confirms who is at an open browser, unless it is somebody else’s', async () => {
  const { ada, key, clock, store, accounts, browser } = await withPasskey();
  await setPassword(store, { actor: 'test', accountId: accounts.ben, password });
  const ben = browser();
  await ben.post('/auth/login', { login: 'ben@example.test', password });
  const bensKey = new SoftwareKey();
  assert.equal((await keep(ben, bensKey)).status, 201);
  clock.advance(20 * 60_000);
  const confirm = async (by: SoftwareKey) => {
    const challenge = await challengeOf(await ada.post('/auth/passkey/options'));
    return await ada.post('/auth/confirm', { answer: by.get({ challenge, ...here }) });
  };
  assert.equal(await codeOf(await confirm(bensKey)), 'session.other-account');
  assert.equal(await codeOf(await ada.me('POST', '/totp')), 'session.confirm-needed');
  assert.equal((await confirm(key)).status, 204);
  assert.equal((await ada.me('POST', '/totp')).status, 201);
});
