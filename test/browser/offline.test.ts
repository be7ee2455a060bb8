import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import {
  accessibilityFaults,
  BrowserStage,
  keepScreenshot,
  refusedByPolicy,
  rowNamed,
} from '#test/browser/stage.ts';

let stage: BrowserStage;
let opened: BrowserStage | undefined;
before(async () => (opened = stage = await BrowserStage.open()));
after(async () => await opened?.[Symbol.asyncDispose]());

const welcome = 'Welcome to your mailbox';

test('Recent mail is read without a line, nothing is changed, and signing out erases it', async () => {
  const page = await signedInToStay(true);
  const refused = refusedByPolicy(page);
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  assert.ok(await page.evaluate(untilKept));
  await page.context().setOffline(true);
  await page.reload();
  await page
    .getByText(/^No connection to the server\. You see your mail as of \d\d:\d\d;/u)
    .waitFor();
  await rowNamed(page, welcome).click();
  await page.getByText('this server is yours to try').last().waitFor();
  await page.getByRole('toolbar').getByRole('button', { name: 'Archive' }).click();
  await page.getByText('No connection: nothing was changed').waitFor();
  await rowNamed(page, welcome).waitFor();
  await keepScreenshot(page, 'offline-reading');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.context().setOffline(false);
  await page.getByText('No connection to the server').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /^Account/u }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.locator('#login').waitFor();
  assert.equal(await page.evaluate(`(${keptTexts})()`), 0);
  assert.deepEqual(refused, []);
});

test('Nothing is kept where nobody said that the device is theirs', async () => {
  const page = await signedInToStay(false);
  await rowNamed(page, welcome).click();
  await page.getByText('this server is yours to try').last().waitFor();
  assert.equal(await page.evaluate("localStorage.getItem('postamt.keep-mail')"), null);
  assert.equal(await page.evaluate(`(${keptTexts})()`), 0);
});

test('The app has icons, names in both languages, and its own pages kept under their version', async () => {
  const page = await stage.page({ locale: 'de-DE' });
  await page.goto('/sign-in');
  await page.locator('link[rel="manifest"][href="/manifest.de.webmanifest"]').waitFor({
    state: 'attached',
  });
  for (const name of ['manifest', 'manifest.de']) {
    const answer = await page.request.get(`/${name}.webmanifest`);
    const manifest = (await answer.json()) as {
      readonly id: string;
      readonly icons: readonly { readonly src: string; readonly purpose: string }[];
    };
    assert.equal(manifest.id, '/');
    assert.ok(manifest.icons.some(({ purpose }) => purpose === 'maskable'));
    for (const { src } of manifest.icons) assert.ok((await page.request.get(src)).ok(), src);
  }
  const kept = 'navigator.serviceWorker.ready.then(() => caches.keys())';
  assert.match((await page.evaluate<string[]>(kept)).join(), /^postamt-shell-[0-9a-f]{16}$/u);
});

test('A new version is announced, and comes when it is asked for', async () => {
  const page = await signedInToStay(false);
  await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
  await page.reload();
  await rowNamed(page, welcome).waitFor();
  // Another address of the same worker is a new version to the browser.
  await page.evaluate(
    "navigator.serviceWorker.register('/service-worker.js?next').then(() => true)",
  );
  await page.getByText('There is a new version').waitFor();
  await keepScreenshot(page, 'new-version');
  await Promise.all([
    page.waitForEvent('load'),
    page.getByRole('button', { name: 'Reload' }).click(),
  ]);
  await rowNamed(page, welcome).waitFor();
  assert.match(
    await page.evaluate<string>('navigator.serviceWorker.controller.scriptURL'),
    /\?next$/u,
  );
});

/** A page on which somebody has signed in, and has ticked that the device is theirs, or not. */
async function signedInToStay(stay: boolean): Promise<Page> {
  const page = await stage.page();
  const { address, password } = stage.demo.person(0);
  await page.goto('/');
  await page.locator('#login').fill(address);
  await page.locator('#password').fill(password);
  await page.locator('input[name="stay"]').setChecked(stay);
  await page.locator('form button[type="submit"]').click();
  await page.locator('.row:not(.skeleton)').first().waitFor();
  return page;
}

/** Runs in the page: how many messages are kept with their texts. */
const keptTexts = `() => new Promise((resolve) => {
  const request = indexedDB.open('postamt-mail', 1);
  request.onupgradeneeded = () => request.transaction.abort();
  request.onerror = () => resolve(0);
  request.onsuccess = () => {
    const all = request.result.transaction('messages').objectStore('messages').getAll();
    all.onsuccess = () => {
      request.result.close();
      resolve(all.result.filter(({ content }) => content !== undefined).length);
    };
  };
})`;

/** Runs in the page: waits until a few texts are kept, for at most 15 s. */
const untilKept = `(async () => {
  for (let waited = 0; waited < 150; waited++) {
    if ((await (${keptTexts})()) >= 3) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
})()`;
