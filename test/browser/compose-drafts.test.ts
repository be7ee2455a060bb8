import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { bodyOf, write, writerPage } from '#test/browser/compose-steps.ts';
import {
  accessibilityFaults,
  BrowserStage,
  keepScreenshot,
  rowNamed,
} from '#test/browser/stage.ts';

let stage: BrowserStage;
before(async () => (stage = await BrowserStage.open()));
after(async () => await stage[Symbol.asyncDispose]());

test('A draft is kept, survives a reload, and is found among the drafts', async () => {
  const page = await writerPage(stage, 0);
  await write(page, { to: 'clara@example.test,', subject: 'Minutes', text: 'First point' });
  await page.getByText(/^Saved/u).waitFor();
  await page.reload();
  await bodyOf(page).getByText('First point').waitFor();
  await bodyOf(page).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type(', second point');
  await page.getByRole('button', { name: 'Save and close' }).click();
  await page.locator('.compose-window').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /^Drafts/u }).click();
  await rowNamed(page, 'Minutes').click();
  await page.getByRole('button', { name: 'Continue writing' }).click();
  await bodyOf(page).getByText('First point, second point').waitFor();
  await page.getByRole('button', { name: 'Discard draft' }).click();
  await page.getByText('Draft discarded').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await bodyOf(page).getByText('First point, second point').waitFor();
  await page.keyboard.press('Control+Shift+D');
});

test('Without a connection a draft is kept in the browser, and comes back after a crash', async () => {
  const page = await writerPage(stage, 0);
  await write(page, { subject: 'Offline' });
  await page.context().setOffline(true);
  await page.keyboard.type('Not to be lost');
  await page.getByText('No connection. Kept on this device').waitFor();
  await keepScreenshot(page, 'compose-offline');
  await page.context().setOffline(false);
  const next = await page.context().newPage();
  await page.close();
  await next.goto('/');
  await next.getByText('Restored: this was not saved').waitFor();
  await bodyOf(next).getByText('Not to be lost').waitFor();
  await next.getByText(/^Saved/u).waitFor();
  await next.keyboard.press('Control+Shift+D');
});

test('A draft that was changed elsewhere is kept beside the other one', async () => {
  const one = await writerPage(stage, 2);
  await write(one, { subject: 'Shared', text: 'Beginning' });
  await one.getByText(/^Saved/u).waitFor();
  const other = await writerPage(stage, 2);
  await other.getByRole('link', { name: /^Drafts/u }).click();
  await rowNamed(other, 'Shared').click();
  await other.getByRole('button', { name: 'Continue writing' }).click();
  await bodyOf(other).getByText('Beginning').click();
  await other.keyboard.type('Other: ');
  await other.keyboard.press('Control+s');
  await other.getByText(/^Saved/u).waitFor();
  await bodyOf(one).click();
  await one.keyboard.type('One: ');
  await one.keyboard.press('Control+s');
  await one.getByText('was changed or removed elsewhere').waitFor();
  await keepScreenshot(one, 'compose-conflict');
  assert.deepEqual(await accessibilityFaults(one), []);
  await one.getByRole('link', { name: /^Drafts/u }).click();
  await one.waitForFunction(`document.querySelectorAll('.row:not(.skeleton)').length === 2`);
});

test('Sending is undone, and sending later is listed and cancelled', async () => {
  const page = await writerPage(stage, 0, { holdSeconds: 30 });
  await write(page, { to: 'ben@example.test', subject: 'Too fast', text: 'Wait' });
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Message sent').waitFor();
  await keepScreenshot(page, 'compose-undo');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Sending undone').waitFor();
  await bodyOf(page).getByText('Wait').waitFor();
  await page.getByRole('button', { name: 'More ways to send' }).click();
  await keepScreenshot(page, 'compose-later');
  await page.getByRole('menuitem', { name: /^Tomorrow morning/u }).click();
  await page.getByText('Will be sent').waitFor();
  await page.keyboard.press('c');
  await page.getByRole('button', { name: 'More options' }).click();
  await keepScreenshot(page, 'compose-options');
  await page.getByRole('menuitem', { name: 'Scheduled messages' }).click();
  await page.getByRole('heading', { name: 'Scheduled messages' }).waitFor();
  await page.getByText('Too fast').last().waitFor();
  await keepScreenshot(page, 'compose-scheduled');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('button', { name: 'Cancel and edit' }).click();
  await bodyOf(page).getByText('Wait').waitFor();
  assert.equal(await page.locator('.compose-window').count(), 2);
});
