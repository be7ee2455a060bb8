import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { bodyOf, hand, write, writerPage } from '#test/browser/compose-steps.ts';
import {
  accessibilityFaults,
  BrowserStage,
  keepScreenshot,
  phone,
  refusedByPolicy,
  rowNamed,
} from '#test/browser/stage.ts';

let stage: BrowserStage;
before(async () => (stage = await BrowserStage.open()));
after(async () => await stage[Symbol.asyncDispose]());

test('A message with a picture is written, arrives at once, and is answered with a file', async () => {
  const ada = await writerPage(stage, 0);
  const ben = await writerPage(stage, 1, { locale: 'en-GB' });
  const refused = refusedByPolicy(ada);
  await ada.keyboard.press('c');
  await ada.getByRole('combobox', { name: 'To' }).waitFor();
  await keepScreenshot(ada, 'compose-empty');
  assert.deepEqual(await accessibilityFaults(ada), []);
  await ada.keyboard.type('grün');
  await ada.getByRole('option', { name: /Ben Grünwald/u }).waitFor();
  await keepScreenshot(ada, 'compose-suggestions');
  assert.deepEqual(await accessibilityFaults(ada), []);
  await ada.keyboard.press('Enter');
  await ada.getByRole('button', { name: 'Remove Ben Grünwald' }).waitFor();
  await ada.getByLabel('Subject').fill('Plants');
  await bodyOf(ada).click();
  await ada.keyboard.type('Hello Ben, see ');
  await ada.keyboard.press('Control+b');
  await ada.keyboard.type('this');
  await ada.keyboard.press('Control+b');
  await ada.keyboard.type(' plant: ');
  await hand(ada, '.rich-body', 'paste', [{ name: 'plant.png', type: 'image/png' }]);
  await bodyOf(ada).locator('img').waitFor();
  await ada.getByText(/^Saved/u).waitFor();
  await keepScreenshot(ada, 'compose-written');
  assert.deepEqual(await accessibilityFaults(ada), []);
  await ada.keyboard.press('Control+Enter');
  await ada.getByText('Message sent').waitFor();
  await rowNamed(ben, 'Plants').waitFor();
  await rowNamed(ben, 'Plants').click();
  await ben.keyboard.press('r');
  await bodyOf(ben).getByText('Hello Ben').waitFor();
  assert.equal(await bodyOf(ben).locator('blockquote img[src*="/jmap/download/"]').count(), 1);
  await ben.keyboard.type('They are beautiful.');
  await hand(ben, '.compose-window', 'drop', [
    { name: 'plan.txt', type: 'text/plain', text: 'Water them' },
  ]);
  await ben.getByRole('link', { name: 'plan.txt' }).waitFor();
  await keepScreenshot(ben, 'compose-reply');
  assert.deepEqual(await accessibilityFaults(ben), []);
  await ben.keyboard.press('Control+Enter');
  await ben.getByText('Message sent').waitFor();
  await rowNamed(ada, 'Re: Plants').click();
  await ada.getByText('plan.txt').first().waitFor();
  assert.deepEqual(refused, []);
});

test('What looks forgotten is asked about, and what cannot be sent stays', async () => {
  const page = await writerPage(stage, 0);
  await write(page, { text: 'Please find the plan attached' });
  await page.keyboard.press('Control+Enter');
  await page.getByText('Add at least one recipient').waitFor();
  await page.getByRole('combobox', { name: 'To' }).fill('ada at home');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+Enter');
  await page.getByText('is not an address').waitFor();
  await keepScreenshot(page, 'compose-bad-address');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('button', { name: 'Remove ada at home' }).click();
  await page.getByRole('combobox', { name: 'To' }).fill('ben@exarnple.test');
  await page.keyboard.press('Control+Enter');
  const asked = page.getByRole('dialog');
  await asked.getByText('The subject is empty').waitFor();
  const text = (await asked.textContent()) ?? '';
  assert.match(text, /there is none/u);
  assert.match(text, /looks like .*example\.test/u);
  await keepScreenshot(page, 'compose-warnings');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('button', { name: 'Go back' }).click();
  await page.getByLabel('Subject').waitFor();
  await page.keyboard.press('Control+Shift+D');
});

test('Text from Word is cleaned, becomes plain text after a question, and templates are kept', async () => {
  const page = await writerPage(stage, 0);
  const refused = refusedByPolicy(page);
  await write(page, { subject: 'Pasted' });
  const html = `<html><body><!--StartFragment--><p class=MsoNormal style='mso-margin:0;font-size:30pt;color:red;position:fixed'>One <b>two</b><o:p></o:p></p><img src=x onerror="document.title='hacked'"><script>document.title='hacked'</script><!--EndFragment--></body></html>`;
  await hand(page, '.rich-body', 'paste', [{ html, plain: 'One two' }]);
  await bodyOf(page).getByText('One two').waitFor();
  const pasted = await bodyOf(page).innerHTML();
  assert.doesNotMatch(pasted, /Mso|font-size|position|onerror|script/u);
  assert.match(pasted, /<b>two<\/b>/u);
  await page.getByRole('button', { name: 'Colour of the text' }).click();
  await page.getByRole('menuitem', { name: 'Blue' }).click();
  await page.keyboard.type(' blue');
  const colour = `getComputedStyle([...document.querySelectorAll('.rich-body span')].at(-1)).color`;
  assert.equal(await page.evaluate(colour), 'rgb(21, 101, 192)');
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('menuitem', { name: 'Save as template' }).click();
  await page.getByText('Saved as template').waitFor();
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('menuitemradio', { name: 'Plain text', exact: true }).click();
  await page.getByRole('button', { name: 'Switch to plain text' }).click();
  await page.locator('.plain-body').waitFor();
  assert.match(await page.locator('.plain-body').inputValue(), /^One two\s+blue/u);
  await keepScreenshot(page, 'compose-plain');
  await page.keyboard.press('Control+Shift+D');
  await page.getByText('Draft discarded').waitFor();
  await page.keyboard.press('c');
  await page.getByRole('button', { name: 'More options' }).click();
  await page.getByRole('menuitem', { name: 'Insert template' }).click();
  await page.getByRole('button', { name: /^Pasted/u }).click();
  await bodyOf(page).getByText('One two').waitFor();
  assert.equal(await page.getByLabel('Subject').inputValue(), 'Pasted');
  assert.deepEqual(refused, []);
});

test('Everything is written by keyboard, and recipients change fields', async () => {
  const page = await writerPage(stage, 0);
  const { keyboard } = page;
  await keyboard.press('c');
  await page.getByRole('combobox', { name: 'To' }).waitFor();
  await keyboard.type('clara@example.test, ben@example.test,');
  await keyboard.press('ArrowLeft');
  await keyboard.press('Control+ArrowDown');
  const copies = page.getByRole('list', { name: 'Recipients in Cc' });
  await copies.getByRole('button', { name: /^[^:]*ben@example\.test>?$/u }).waitFor();
  await keyboard.press('Control+Shift+B');
  await page.getByRole('combobox', { name: 'Bcc' }).waitFor();
  await keyboard.press('Tab');
  await keyboard.type('By keyboard');
  await keyboard.press('Tab');
  await keyboard.type('Hello');
  await keyboard.press('Escape');
  await bodyOf(page).waitFor({ state: 'hidden' });
  await keyboard.press('Control+Shift+F');
  await keepScreenshot(page, 'compose-full');
  assert.deepEqual(await accessibilityFaults(page), []);
  await keyboard.press('Control+Enter');
  await page.getByText('Message sent').waitFor();
});

test('On a phone a window has the whole screen, in German, too', async () => {
  const page = await writerPage(stage, 0, { viewport: phone, locale: 'de-DE', hasTouch: true });
  await page.getByRole('button', { name: 'Neue Nachricht' }).last().click();
  await page.getByRole('combobox', { name: 'An' }).fill('ben@example.test');
  await page.getByLabel('Betreff').fill('Unterwegs');
  await bodyOf(page).click();
  await page.keyboard.type('Bis gleich');
  await page.getByText(/^Gespeichert/u).waitFor();
  await keepScreenshot(page, 'compose-phone-german');
  assert.deepEqual(await accessibilityFaults(page), []);
  await page.getByRole('button', { name: 'Senden', exact: true }).click();
  await page.getByText('Nachricht gesendet').waitFor();
});
