import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import { accessibilityFaults, BrowserStage, keepScreenshot, phone } from '#test/browser/stage.ts';
import type { Login } from '#test/interop/demo.ts';
import { appCode } from '#test/stage/authenticator-app.ts';

let stage: BrowserStage;
let opened: BrowserStage | undefined;
before(async () => (opened = stage = await BrowserStage.open()));
after(async () => await opened?.[Symbol.asyncDispose]());

/** The page of settings with that name, of one of the demo's people. */
async function settingsOf(index: number, name: string): Promise<Page> {
  const page = await stage.page();
  await page.goto(`/settings/${name}`);
  await signIn(page, stage.demo.person(index));
  await page.locator('.settings').waitFor();
  return page;
}

async function signIn(page: Page, { address, password }: Login): Promise<void> {
  await page.locator('#login').fill(address);
  await page.locator('#password').fill(password);
  await page.locator('form button[type="submit"]').click();
}

test('Another browser is signed out from the list of browsers', async () => {
  const other = await stage.signedIn(stage.demo.person(0));
  const page = await settingsOf(0, 'security');
  await page.getByText('This browser', { exact: true }).waitFor();
  await page
    .getByRole('button', { name: /^Sign out Chrome/u })
    .first()
    .click();
  await page.getByText('The browser was signed out').waitFor();
  assert.equal(await other.evaluate(`fetch('/auth/session').then(({ status }) => status)`), 401);
});

test('An app password is shown once and opens IMAP; the question who is there is asked again', async () => {
  const page = await settingsOf(1, 'security');
  const { address, password } = stage.demo.person(1);
  await page.route('**/me/app-passwords', async (route) => {
    if (route.request().method() === 'GET') return await route.fallback();
    const body = JSON.stringify({ type: 'urn:postamt:problem:session.confirm-needed' });
    await route.fulfill({ status: 403, contentType: 'application/problem+json', body });
    await page.unroute('**/me/app-passwords');
  });
  await page.getByLabel('Name of the device').fill('Phone');
  await page.getByLabel('Reading mail (IMAP)').check();
  await page.getByRole('button', { name: 'Create app password' }).click();
  await page.getByLabel('Your password').fill('guess');
  await page.keyboard.press('Enter');
  await page.getByText('The password is not right').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByLabel('Your password').fill(password);
  await page.keyboard.press('Enter');
  const secret = (await page.locator('#app-password').textContent()) ?? '';
  {
    await using imap = await stage.demo.imap({ address, password: secret });
    assert.ok(imap.authenticated);
  }
  assert.deepEqual(await accessibilityFaults(page), []);
  await keepScreenshot(page, 'settings-app-password');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Remove: Phone' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).last().click();
  await page.getByText('The app password was removed').waitFor();
});

test('A second step is set up with an authenticator app, and asked for (RFC 6238)', async () => {
  const page = await settingsOf(2, 'security');
  await page.setViewportSize(phone);
  await page.getByRole('button', { name: 'Set up' }).click();
  const secret = (await page.locator('#totp-secret').textContent())?.trim() ?? '';
  await page.getByLabel('Code that the app shows').fill('wrong');
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByText('This code is not right').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('img', { name: 'QR code' }).scrollIntoViewIfNeeded();
  await keepScreenshot(page, 'settings-second-step');
  await page.getByLabel('Code that the app shows').fill(appCode(secret, Date.now()));
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByText('The second step is on. 10 recovery codes are left.').waitFor();
  const codes = await page.locator('.settings-codes code').allTextContents();
  await keepScreenshot(page, 'settings-recovery-codes');
  assert.deepEqual(await accessibilityFaults(page), []);
  const again = await stage.page();
  await again.goto('/settings/security');
  await signIn(again, stage.demo.person(2));
  await again.getByLabel('Code from your authenticator app').fill(codes[0] ?? '');
  await again.keyboard.press('Enter');
  await again.getByText('9 recovery codes are left').waitFor();
});

test('Signature, automatic answer, looks and name are kept', async () => {
  const page = await settingsOf(0, 'identities');
  await page.getByLabel('Signature as plain text').first().fill('Ada of the engine');
  await page.getByLabel('Replies go to').first().fill('no address');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('This is not an address: no address').waitFor();
  await page.getByLabel('Replies go to').first().fill('Ada <ada@example.test>');
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByText('Saved', { exact: true }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await keepScreenshot(page, 'settings-identities');
  await page.getByRole('link', { name: 'Vacation' }).click();
  await page.getByText('No answers are sent.').waitFor();
  await page.getByLabel('Answer automatically').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Write what the answer is to say').waitFor();
  await page.getByLabel('Text', { exact: true }).fill('I am away');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Answers are sent at present').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await keepScreenshot(page, 'settings-vacation');
  await page.getByRole('link', { name: 'General' }).click();
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada Lovelace');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).last().waitFor();
  await page.getByLabel('Colours').selectOption('dark');
  await page.getByLabel('Language').selectOption('de');
  await page.getByRole('heading', { name: 'Allgemein', level: 1 }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await keepScreenshot(page, 'settings-general');
  await page.goto('/settings/identities');
  const kept = page.getByLabel('Signatur als reiner Text').first();
  await kept.waitFor();
  assert.equal(await kept.inputValue(), 'Ada of the engine');
});

test('The password is changed by who knows the old one', async () => {
  const page = await settingsOf(0, 'security');
  await page.getByLabel('Present password').fill('guess');
  await page.getByLabel('New password').fill('correct horse battery staple');
  await page.getByText('Strength: strong').waitFor();
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('The present password is not right').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await keepScreenshot(page, 'settings-password');
  await page.getByLabel('Present password').fill(stage.demo.person(0).password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password was changed').waitFor();
});
