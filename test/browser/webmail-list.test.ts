import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { BrowserContextOptions, Page } from 'playwright-core';

import { FakeMail } from '#test/browser/fake-mail.ts';
import {
  accessibilityFaults,
  BrowserStage,
  keepScreenshot,
  phone,
  rowNamed,
} from '#test/browser/stage.ts';

/** Longest time that scrolling may hold the page up, in milliseconds: a quarter of a second on a busy machine. */
const blockedMsMax = 250;

let stage: BrowserStage;
let opened: BrowserStage | undefined;
before(async () => (opened = stage = await BrowserStage.open()));
after(async () => await opened?.[Symbol.asyncDispose]());

async function open(count: number, options: BrowserContextOptions = {}) {
  const page = await stage.page(options);
  const fake = new FakeMail(count);
  await fake.serve(page);
  await page.goto('/');
  await page.locator('.row:not(.skeleton)').first().waitFor();
  return { page, fake };
}

/** Runs in the page: scrolls in big steps and tells the longest time between two frames. */
const scrollFar = `(async () => {
  const box = document.querySelector('.rows');
  let longest = 0;
  for (let step = 1; step <= 40; step++) {
    const from = performance.now();
    box.scrollTop = step * 150_000;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    longest = Math.max(longest, performance.now() - from);
  }
  return longest;
})()`;

/** Positions of the rows that are drawn. */
function drawn(page: Page): Promise<readonly number[]> {
  return page.locator('.row').evaluateAll((rows) => rows.map((row) => Number(row.ariaRowIndex)));
}

test('A list of 100,000 messages scrolls, draws what is in sight, and loads only that', async (t) => {
  const { page, fake } = await open(100_000);
  const list = page.getByRole('grid');
  assert.equal(await list.getAttribute('aria-rowcount'), '100000');
  const worst = await page.evaluate<number>(scrollFar);
  t.diagnostic(`longest frame ${worst.toFixed(0)} ms`);
  assert.ok(worst < blockedMsMax, `a frame took ${worst} ms`);
  await rowNamed(page, 'Message number 83335').waitFor();
  const rows = await drawn(page);
  assert.ok(rows.length < 40 && rows.every((at) => at > 83_000 && at < 84_000), String(rows));
  assert.ok(fake.calls.length < 500, `${fake.calls.length} calls`);
  await keepScreenshot(page, 'list-deep');
});

test('Rows are selected by mouse and by keyboard, and filed together', async () => {
  const { page } = await open(60);
  await rowNamed(page, 'Message number 1').click();
  await rowNamed(page, 'Message number 3').click({ modifiers: ['Shift'] });
  await rowNamed(page, 'Message number 5').click({ modifiers: ['Control'] });
  await page.getByText('4 selected').first().waitFor();
  await keepScreenshot(page, 'list-selected');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.keyboard.press('e');
  await page.getByText('4 messages archived').waitFor();
  assert.equal(await rowNamed(page, 'Message number 3').count(), 0);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await rowNamed(page, 'Message number 3').waitFor();
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByText('2 selected').first().waitFor();
});

test('What the server refuses is taken back and said', async () => {
  const { page, fake } = await open(20);
  fake.refusing = true;
  await rowNamed(page, 'Message number 1').click();
  await page.keyboard.press('#');
  await page.getByText('That did not work: Not today').waitFor();
  await rowNamed(page, 'Message number 1').waitFor();
  fake.refusing = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Moved to the trash').waitFor();
  assert.equal(await rowNamed(page, 'Message number 1').count(), 0);
});

test('Without a connection the page says so, offers another try, and comes back', async () => {
  const { page, fake } = await open(20);
  fake.offline = true;
  await page.getByRole('link', { name: 'Archive' }).click();
  await page.getByText('No connection to the server').waitFor();
  await page.getByText('The list could not be loaded').waitFor();
  await keepScreenshot(page, 'offline');
  assert.deepEqual(await accessibilityFaults(page), []);
  fake.offline = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Nothing here').waitFor();
  assert.equal(await page.getByText('No connection to the server').count(), 0);
});

test("On a phone there is one pane at a time, and the way back is the browser's", async () => {
  const { page } = await open(50, { viewport: phone, hasTouch: true, isMobile: true });
  assert.deepEqual(await accessibilityFaults(page), []);
  await keepScreenshot(page, 'phone-list');
  await rowNamed(page, 'Message number 2').tap();
  await page.getByText('This is the text of message 2.').last().waitFor();
  assert.equal(await page.getByRole('grid').count(), 0);
  await keepScreenshot(page, 'phone-message');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.goBack();
  await page.getByRole('grid').waitFor();
  await rowNamed(page, 'Message number 2').tap();
  await page.getByRole('button', { name: 'Back to the list' }).tap();
  await page.getByRole('button', { name: 'Show folders' }).tap();
  await page.getByRole('link', { name: 'Trash' }).waitFor();
  await keepScreenshot(page, 'phone-folders');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('link', { name: 'Trash' }).tap();
  await page.getByText('Nothing here').waitFor();
});
