import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  accessibilityFaults,
  BrowserStage,
  keepScreenshot,
  refusedByPolicy,
  rowNamed,
  titleIs,
} from '#test/browser/stage.ts';

let stage: BrowserStage;
let opened: BrowserStage | undefined;
before(async () => (opened = stage = await BrowserStage.open()));
after(async () => await opened?.[Symbol.asyncDispose]());

/** The aims are 300 ms and 50 ms on a machine with nothing else to do; tests share theirs. */
const listMsMax = 3_000;
const openMsMax = 500;

const welcome = 'Welcome to your mailbox';

test('A conversation is read, and what is new comes without a reload', async () => {
  const page = await stage.signedIn(stage.demo.person(0));
  const refused = refusedByPolicy(page);
  await titleIs(page, '(3) Inbox – Postamt');
  await keepScreenshot(page, 'inbox');
  assert.deepEqual(await accessibilityFaults(page), []);
  await rowNamed(page, 'Re: Grünes Büro: Pflanzen für den Flur').click();
  await page.getByText('budget is 120 €').last().waitFor();
  await page.getByText('Donnerstag passt').click();
  await page.getByText('Ich nehme den Kombi – 15 Uhr?').last().waitFor();
  await page.getByText('to me, Ben').click();
  await page.getByText('Clara Østergaard <clara@example.test>').waitFor();
  await titleIs(page, '(2) Re: Grünes Büro: Pflanzen für den Flur – Postamt');
  await keepScreenshot(page, 'conversation');
  assert.deepEqual(await accessibilityFaults(page), []);
  await using client = await stage.demo.imap(stage.demo.person(0));
  const text = 'From: Dora <dora@example.org>\r\nSubject: Fresh\r\n\r\nJust in.\r\n';
  await client.append('INBOX', text);
  await rowNamed(page, 'Fresh').waitFor();
  await titleIs(page, '(3) Re: Grünes Büro: Pflanzen für den Flur – Postamt');
  await client.mailboxOpen('INBOX');
  await client.messageDelete({ subject: 'Fresh' });
  await rowNamed(page, 'Fresh').waitFor({ state: 'detached' });
  assert.deepEqual(refused, []);
});

test('The list is there soon after a reload, and a message soon after a click', async (t) => {
  const page = await stage.signedIn(stage.demo.person(0));
  await page.reload();
  await rowNamed(page, welcome).waitFor();
  const listMs = await page.evaluate<number>('performance.now()');
  await rowNamed(page, welcome).click();
  await page.getByText('this server is yours to try').last().waitFor();
  await page.locator('.row').nth(1).waitFor();
  const openMs = await page.evaluate<number>(openSecondRow);
  t.diagnostic(`list after ${listMs.toFixed(0)} ms, message after ${openMs.toFixed(0)} ms`);
  assert.ok(listMs < listMsMax && openMs < openMsMax, `${listMs} and ${openMs} ms`);
});

/** Runs in the page: opens a row whose text was loaded ahead, and tells how long that took. */
const openSecondRow = `(async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const row = document.querySelectorAll('.row')[1];
  for (let waited = 0; waited < 30; waited++) await frame();
  const from = performance.now();
  row.click();
  const opened = () => row.dataset.active === 'true' && document.querySelector('.message-body');
  for (let waited = 0; waited < 300 && !opened(); waited++) await frame();
  return performance.now() - from;
})()`;

test('Archiving goes on to the next message, and undo brings it back', async () => {
  const page = await stage.signedIn(stage.demo.person(0));
  await rowNamed(page, welcome).click();
  await page.getByRole('heading', { name: welcome }).last().waitFor();
  const address = page.url();
  await page.reload();
  await page.getByText('this server is yours to try').last().waitFor();
  await page.getByRole('toolbar').getByRole('button', { name: 'Archive' }).click();
  await page.getByText('Archived').waitFor();
  await rowNamed(page, welcome).waitFor({ state: 'detached' });
  assert.notEqual(page.url(), address);
  await keepScreenshot(page, 'archived');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('link', { name: /^Archive/u }).click();
  await rowNamed(page, welcome).waitFor();
  await page.keyboard.press('z');
  await page.getByText('Taken back').waitFor();
  await rowNamed(page, welcome).waitFor({ state: 'detached' });
  await page.goBack();
  await rowNamed(page, welcome).waitFor();
});

test('Everything goes by keyboard', async () => {
  const page = await stage.signedIn(stage.demo.person(0));
  const { keyboard } = page;
  await keyboard.press('j');
  await page.getByText('this server is yours to try').last().waitFor();
  await keyboard.press('s');
  await page.getByText('Flagged', { exact: true }).waitFor();
  await keyboard.press('z');
  await page.getByText('Taken back').waitFor();
  await keyboard.press('?');
  await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
  await keepScreenshot(page, 'help');
  assert.deepEqual(await accessibilityFaults(page), []);
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await keyboard.press('v');
  await keyboard.type('tra');
  await keyboard.press('Enter');
  await page.getByText('Moved to the trash').waitFor();
  await keyboard.press('g');
  await keyboard.press('#');
  await rowNamed(page, welcome).waitFor();
  await keyboard.press('z');
  await keyboard.press('Control+k');
  await keyboard.type('go inb');
  await keepScreenshot(page, 'palette');
  assert.deepEqual(await accessibilityFaults(page), []);
  await keyboard.press('Enter');
  await rowNamed(page, welcome).waitFor();
  await keyboard.press('/');
  await keyboard.type('from:library maps');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Search results' }).waitFor();
  await rowNamed(page, 'New this week: maps, radio plays & a talk').waitFor();
  assert.equal(await page.locator('.row').count(), 1);
  await page.locator('mark').first().waitFor();
  await keepScreenshot(page, 'search');
  assert.deepEqual(await accessibilityFaults(page), []);
  await keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Inbox' }).first().waitFor();
});

test('Folders are made, renamed, filled by dragging, and removed', async () => {
  const page = await stage.signedIn(stage.demo.person(0));
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Garden');
  await keepScreenshot(page, 'new-folder');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.press('Enter');
  const folder = page.getByRole('link', { name: 'Garden' });
  await folder.waitFor();
  await rowNamed(page, welcome).dragTo(folder);
  await page.getByText('Moved to Garden').waitFor();
  await folder.click();
  await rowNamed(page, welcome).waitFor();
  await page.getByRole('button', { name: 'Actions for Garden' }).click();
  await keepScreenshot(page, 'folder-menu');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('menuitem', { name: 'Rename folder' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Yard');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Yard' }).waitFor();
  await rowNamed(page, welcome).dragTo(page.getByRole('link', { name: /^Inbox/u }));
  await page.getByText('Nothing here').waitFor();
  await page.getByRole('button', { name: 'Actions for Yard' }).click();
  await page.getByRole('menuitem', { name: 'Delete folder' }).click();
  await page.getByRole('button', { name: 'Delete folder' }).click();
  await rowNamed(page, welcome).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Yard' }).count(), 0);
});

test('What is in the trash is deleted after a question', async () => {
  const page = await stage.signedIn(stage.demo.person(0));
  await rowNamed(page, welcome).click();
  await page.keyboard.press('Delete');
  await page.getByText('Moved to the trash').waitFor();
  await page.getByRole('link', { name: 'Trash' }).click();
  await rowNamed(page, welcome).click();
  await page.keyboard.press('Delete');
  await page.getByText('Delete 1 message?').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await rowNamed(page, welcome).count(), 1);
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Delete now' }).click();
  await page.getByText('Deleted', { exact: true }).waitFor();
  await page.getByText('Nothing here').waitFor();
});

test('The page speaks German to those who ask for it, and is dark where the system is', async () => {
  const page = await stage.signedIn(stage.demo.person(1), {
    locale: 'de-DE',
    colorScheme: 'dark',
  });
  await page.getByRole('link', { name: /^Posteingang/u }).waitFor();
  await page.locator('.row').first().click();
  await page.getByRole('button', { name: 'Antworten' }).last().waitFor();
  await keepScreenshot(page, 'german-dark');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('button', { name: /^Konto/u }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await page.getByRole('link', { name: /^Inbox/u }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.reload();
  await page.getByRole('link', { name: /^Inbox/u }).waitFor();
});
