import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import {
  accessibilityFaults,
  BrowserStage,
  keepScreenshot,
  phone,
  rowNamed,
} from '#test/browser/stage.ts';

let stage: BrowserStage;
let opened: BrowserStage | undefined;
before(async () => (opened = stage = await BrowserStage.open()));
after(async () => await opened?.[Symbol.asyncDispose]());

const welcome = 'Welcome to your mailbox';

async function choose(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More for this message' }).last().click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('The source of a message is shown, copied and saved', async () => {
  const page = await stage.signedIn(stage.demo.person(0), {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await rowNamed(page, welcome).click();
  await choose(page, 'Show the source');
  const source = page.getByRole('textbox', { name: 'Message source' });
  await source.waitFor();
  const text = await source.inputValue();
  assert.match(text, /^Subject: Welcome to your mailbox\r?$/mu);
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Copied').waitFor();
  const copied = await page.evaluate<string>('navigator.clipboard.readText()');
  assert.equal(copied.replaceAll('\r', ''), text.replaceAll('\r', ''));
  assert.deepEqual(await accessibilityFaults(page), []);
  await keepScreenshot(page, 'message-source');
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Save as .eml' }).click();
  assert.equal((await saved).suggestedFilename(), `${welcome}.eml`);
  await page.keyboard.press('Escape');
  await source.waitFor({ state: 'detached' });
  await page.setViewportSize(phone);
  await page.keyboard.press('Control+u');
  await source.waitFor();
  await keepScreenshot(page, 'message-source-phone');
});

test('What was deleted is listed for two weeks, and restored to the inbox', async () => {
  const page = await stage.signedIn(stage.demo.person(1));
  const row = page.locator('.row').last();
  const subject = (await row.locator('.row-subject').textContent())?.trim() ?? '';
  await row.click();
  await page.keyboard.press('Delete');
  await page.getByText('Moved to the trash').waitFor();
  await page.getByRole('link', { name: 'Trash' }).click();
  await rowNamed(page, subject).click();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Delete now' }).click();
  await page.getByText('Nothing here').waitFor();
  await keepScreenshot(page, 'trash');
  await page.getByRole('link', { name: 'Recently deleted' }).click();
  await page.getByText('Was in Trash').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await keepScreenshot(page, 'deleted');
  await page.setViewportSize(phone);
  await keepScreenshot(page, 'deleted-phone');
  await page.getByLabel('Select all').check();
  await page.getByRole('button', { name: 'Restore 1 message' }).click();
  await page.getByText('Restored to Inbox').waitFor();
  await page.getByText('Nothing was deleted').waitFor();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await rowNamed(page, subject).waitFor();
});
