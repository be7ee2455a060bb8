import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Refusal } from '#base/refusal.ts';
import { Authenticator } from '#core/auth/authenticator.ts';
import { silentLog } from '#base/log.ts';
import { appCode } from '#test/stage/authenticator-app.ts';
import { codeOf, password, signInStage } from '#test/stage/sign-in-stage.ts';

const login = 'ada@example.test';
/** Ada with a second step, at the moment after it was switched on. */
async function withSecondStep() {
  const stage = await signInStage();
  const ada = stage.browser();
  await ada.post('/auth/login', { login, password });
  const offer = await ada.me('POST', '/totp');
  assert.equal(offer.status, 201);
  const { secret, uri, svg } = Object(await offer.json());
  assert.ok(String(uri).includes(`secret=${secret}&`));
  assert.match(svg, /^<svg /u);
  const code = (drift = 0) => appCode(secret, stage.clock.now(), drift);
  const confirmed = await ada.me('POST', '/totp/confirm', { code: code() });
  assert.equal(confirmed.status, 200);
  const { recoveryCodes } = Object(await confirmed.json());
  assert.equal(recoveryCodes.length, 10);
  return { ...stage, ada, code, recoveryCodes: recoveryCodes as readonly string[] };
}

test('A password alone is asked for its code, and a code is good once (RFC 6238 §5.2)', async () => {
  const { browser, clock, code } = await withSecondStep();
  const asked = await browser().post('/auth/login', { login, password });
  assert.equal(asked.status, 401);
  assert.equal(await codeOf(asked), 'login.code-needed');
  // The code that switched it on is used up.
  const used = await browser().post('/auth/login', { login, password, code: code() });
  assert.equal(await codeOf(used), 'login.code');
  clock.advance(30_000);
  const shown = `${code().slice(0, 3)} ${code().slice(3)}`;
  assert.equal((await browser().post('/auth/login', { login, password, code: shown })).status, 204);
  const again = await browser().post('/auth/login', { login, password, code: shown });
  assert.equal(await codeOf(again), 'login.code');
  // An older one is used up with it, a later one is not.
  const before = await browser().post('/auth/login', { login, password, code: code(-1) });
  assert.equal(await codeOf(before), 'login.code');
  const next = await browser().post('/auth/login', { login, password, code: code(1) });
  assert.equal(next.status, 204);
});

test('Without the right password no code is asked for', async () => {
  const { browser, code } = await withSecondStep();
  const wrong = await browser().post('/auth/login', { login, password: 'wrong' });
  assert.equal(await codeOf(wrong), 'login.denied');
  const both = await browser().post('/auth/login', { login, password: 'wrong', code: code(1) });
  assert.equal(await codeOf(both), 'login.denied');
});

test('A recovery code is good once, however it is typed, until there are new ones', async () => {
  const { browser, ada, recoveryCodes } = await withSecondStep();
  const [first = '', second = ''] = recoveryCodes;
  const typed = first.replace('-', ' ').toUpperCase();
  assert.equal((await browser().post('/auth/login', { login, password, code: typed })).status, 204);
  const again = await browser().post('/auth/login', { login, password, code: first });
  assert.equal(await codeOf(again), 'login.code');
  const status = await ada.me('GET', '/totp');
  assert.deepEqual(await status.json(), { on: true, recoveryCodesLeft: 9 });
  const renewed = await ada.me('POST', '/totp/recovery-codes');
  const fresh = Object(await renewed.json()).recoveryCodes;
  const old = await browser().post('/auth/login', { login, password, code: second });
  assert.equal(await codeOf(old), 'login.code');
  assert.equal(
    (await browser().post('/auth/login', { login, password, code: fresh[0] })).status,
    204,
  );
});

test('Programs need an app password then, unless the administrator says otherwise', async () => {
  const { ada, authenticator, store, clock } = await withSecondStep();
  const from = { login, remoteAddress: '192.0.2.1' };
  const lenient = { clock, log: silentLog, passwordBesideSecondStep: true };
  const made = await ada.me('POST', '/app-passwords', { name: 'Phone', scopes: ['imap'] });
  const { password: appPassword } = Object(await made.json());
  for (const protocol of ['imap', 'pop3', 'smtp', 'jmap', 'http'] as const) {
    await assert.rejects(
      authenticator.verify({ ...from, protocol, password }),
      (error) => error instanceof Refusal && error.code === 'login.app-password',
    );
    await new Authenticator(store, lenient).verify({ ...from, protocol, password });
  }
  await authenticator.verify({ ...from, protocol: 'imap', password: appPassword });
});

test('It is switched off by who is there now, and the password is enough again', async () => {
  const { ada, browser, clock } = await withSecondStep();
  clock.advance(16 * 60_000);
  assert.equal(await codeOf(await ada.me('DELETE', '/totp')), 'session.confirm-needed');
  const wrong = await ada.post('/auth/confirm', { password: 'wrong' });
  assert.equal(await codeOf(wrong), 'login.denied');
  assert.equal(await codeOf(await ada.me('DELETE', '/totp')), 'session.confirm-needed');
  assert.equal((await ada.post('/auth/confirm', { password })).status, 204);
  assert.equal((await ada.me('DELETE', '/totp')).status, 204);
  assert.equal(await codeOf(await ada.me('DELETE', '/totp')), 'totp.absent');
  assert.equal((await browser().post('/auth/login', { login, password })).status, 204);
});

test('A secret has 160 bits, and asks nobody for codes before its first one (RFC 4226 §4)', async () => {
  const { browser } = await signInStage();
  const ada = browser();
  await ada.post('/auth/login', { login, password });
  const { secret } = Object(await (await ada.me('POST', '/totp')).json());
  assert.equal(secret.length, 32);
  assert.equal(
    await codeOf(await ada.me('POST', '/totp/confirm', { code: '000000' })),
    'login.code',
  );
  assert.equal((await browser().post('/auth/login', { login, password })).status, 204);
});

test('No Authorization field gets around it', async () => {
  const { browser } = await withSecondStep();
  const authorization = `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
  for (const path of ['/auth/session', '/api/v1/me']) {
    assert.equal(await codeOf(await browser().get(path, { authorization })), 'login.app-password');
  }
});
