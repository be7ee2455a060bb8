import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { accessibilityFaults, BrowserStage, keepScreenshot, titleIs } from '#test/browser/stage.ts';

let stage: BrowserStage;
let opened: BrowserStage | undefined;
before(async () => (opened = stage = await BrowserStage.open()));
after(async () => await opened?.[Symbol.asyncDispose]());

test('Signing in says what is wrong, then opens the inbox', async () => {
  const page = await stage.page();
  await page.goto('/mail/archive');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await keepScreenshot(page, 'sign-in');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('Enter your address and your password.').waitFor();
  const { address, password } = stage.demo.person(0);
  await page.getByLabel('Address').fill(address);
  await page.getByLabel('Password', { exact: true }).fill('not this');
  await page.keyboard.press('Enter');
  await page.getByText('Address or password is not right').waitFor();
  await keepScreenshot(page, 'sign-in-refused');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('button', { name: 'Show password' }).click();
  assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), 'not this');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing here').waitFor();
  await titleIs(page, '(3) Archive – Postamt');
  await page.getByRole('button', { name: /^Account/u }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.goto('/');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

test('A code is asked for when the account has a second step', async () => {
  const page = await stage.page();
  const asked: unknown[] = [];
  await page.route('**/auth/login', async (route) => {
    asked.push(route.request().postDataJSON());
    const code = asked.length === 1 ? 'code-needed' : 'code-wrong';
    const body = JSON.stringify({ type: `urn:postamt:problem:login.${code}`, status: 401 });
    await route.fulfill({ status: 401, contentType: 'application/problem+json', body });
  });
  await page.goto('/');
  await page.getByLabel('Address').fill('ada@example.test');
  await page.getByLabel('Password', { exact: true }).fill('secret');
  await page.getByLabel('Stay signed in').check();
  await page.keyboard.press('Enter');
  await page.getByLabel('Code from your authenticator app').waitFor();
  await keepScreenshot(page, 'sign-in-code');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.type('123 456');
  await page.keyboard.press('Enter');
  await page.getByText('This code is not right any more').waitFor();
  const form = { login: 'ada@example.test', password: 'secret', stay: true };
  assert.deepEqual(asked, [form, { ...form, code: '123456' }]);
});

test('A passkey signs in where there is one', async () => {
  const page = await stage.page({ baseURL: stage.origin.replace('127.0.0.1', 'localhost') });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const { address, password } = stage.demo.person(2);
  await page.goto('/');
  await page.getByLabel('Address').fill(address);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Account/u }).waitFor();
  assert.equal(await page.evaluate<number>(makePasskey), 201);
  await page.getByRole('button', { name: /^Account/u }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByRole('button', { name: `Account: ${address}` }).waitFor();
});

/** Runs in the page: makes a passkey and keeps it at the server, whose status it tells. */
const makePasskey = `(async () => {
  const post = (path, body) => fetch('/api/v1/me/passkeys' + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const options = await (await post('/options')).json();
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const { id, rawId, type, response } = (await navigator.credentials.create({ publicKey })).toJSON();
  const { clientDataJSON, attestationObject, transports } = response;
  const answer = { id, rawId, type, response: { clientDataJSON, attestationObject, transports } };
  return (await post('', { name: 'Test', answer })).status;
})()`;
