import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BrowserStage } from '#test/browser/stage.ts';

/** Runs in the page: makes a passkey as the settings do, and keeps it. */
const makePasskey = `(async () => {
  const send = async (path, body) => await fetch('/api/v1/me' + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const options = await (await send('/passkeys/options')).json();
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const made = await navigator.credentials.create({ publicKey });
  return (await send('/passkeys', { name: 'Laptop', answer: made.toJSON() })).status;
})()`;

test('A passkey of chromium signs in without a name (WebAuthn Level 3 §7)', async () => {
  await using stage = await BrowserStage.open();
  // Passkeys belong to names, not to numbers.
  const baseURL = stage.origin.replace('127.0.0.1', 'localhost');
  const page = await stage.signedIn(stage.demo.person(0), { baseURL });
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
  assert.equal(await page.evaluate(makePasskey), 201);
  await page.evaluate(`fetch('/auth/logout', { method: 'POST' })`);
  await page.goto('/');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.locator('.row:not(.skeleton)').first().waitFor();
  const listed = await page.evaluate(
    `fetch('/api/v1/me/sessions').then(async (answer) => await answer.json())`,
  );
  const [session] = Object(listed).sessions;
  assert.deepEqual([session.method, session.browser, session.current], ['passkey', 'Chrome', true]);
});
