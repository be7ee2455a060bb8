import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createTransport } from 'nodemailer';
import type { Page } from 'playwright-core';

import {
  accessibilityFaults,
  BrowserStage,
  desktop,
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

/** Sends a message as another server does, to one of the demo's people. */
async function sendTo(address: string, subject: string): Promise<void> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: stage.demo.port('smtp'),
    tls: { ca: stage.demo.certificateAuthority, servername: 'localhost' },
  });
  const text = 'You have won.';
  await transport.sendMail({ from: 'Luck <luck@far.test>', to: address, subject, text });
}

test('Each step of a message is told in the language of its reader, and why it is in spam', async () => {
  const person = stage.demo.person(2);
  const subject = 'A prize for you';
  await sendTo(person.address, subject);
  const page = await stage.signedIn(person);
  await rowNamed(page, subject).click();
  await choose(page, 'Why is this here?');
  await page.getByText('in the folder INBOX').waitFor();
  await page.getByText('127.0.0.1 connected.').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await keepScreenshot(page, 'message-trace');
  await page.setViewportSize(phone);
  await keepScreenshot(page, 'message-trace-phone');
  await page.setViewportSize(desktop);
  await page.keyboard.press('Escape');
  await page.keyboard.press('!');
  await page.getByText('Reported as spam').waitFor();
  await page.getByRole('link', { name: 'Spam' }).click();
  await rowNamed(page, subject).click();
  await page.getByText('In spam because you, or one of your mail programs').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await keepScreenshot(page, 'spam-reason');
  const german = await stage.page({ locale: 'de-DE' });
  await german.context().addCookies(await page.context().cookies());
  await german.goto(new URL(page.url()).pathname);
  await german.getByText('Im Spam, weil Sie oder eines Ihrer Mailprogramme').waitFor();
  await german.getByRole('button', { name: 'Jeden Schritt zeigen' }).click();
  await german.getByText('im Ordner INBOX').waitFor();
});
