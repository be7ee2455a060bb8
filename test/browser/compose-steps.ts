import type { BrowserContextOptions, Locator, Page } from 'playwright-core';

import type { BrowserStage } from '#test/browser/stage.ts';

/** A picture of one red dot. */
const dotPng =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

/** A page of one of the demo's people; by default what is sent leaves at once. */
export async function writerPage(
  stage: BrowserStage,
  person: number,
  options: BrowserContextOptions & { readonly holdSeconds?: number } = {},
): Promise<Page> {
  const { holdSeconds = 0, ...context } = options;
  const page = await stage.signedIn(stage.demo.person(person), context);
  await page.evaluate(`localStorage.setItem('postamt.compose', '{"holdSeconds":${holdSeconds}}')`);
  return page;
}

export function bodyOf(page: Page): Locator {
  return page.locator('.rich-body').last();
}

/** Opens a window and fills it as far as it is given. */
export async function write(
  page: Page,
  { to = '', subject = '', text = '' }: { to?: string; subject?: string; text?: string },
): Promise<void> {
  await page.keyboard.press('c');
  await page.getByRole('combobox', { name: 'To' }).last().waitFor();
  await page.keyboard.type(to);
  await page.getByLabel('Subject').last().fill(subject);
  await bodyOf(page).click();
  await page.keyboard.type(text);
}

type Given =
  | { readonly name: string; readonly type: string; readonly text?: string }
  | { readonly html: string; readonly plain: string };

/** Drops or pastes files, or pastes text, as a browser does when people do it. */
export async function hand(
  page: Page,
  selector: string,
  event: 'drop' | 'paste',
  given: readonly Given[],
): Promise<void> {
  const script = `(element, { event, given, dot }) => {
    const data = new DataTransfer();
    for (const one of given) {
      if ('html' in one) {
        data.setData('text/html', one.html);
        data.setData('text/plain', one.plain);
        continue;
      }
      const octets = Uint8Array.from(atob(dot), (letter) => letter.charCodeAt(0));
      data.items.add(new File([one.text ?? octets], one.name, { type: one.type }));
    }
    const options = { bubbles: true, cancelable: true };
    element.dispatchEvent(
      event === 'drop'
        ? new DragEvent('drop', { ...options, dataTransfer: data })
        : new ClipboardEvent('paste', { ...options, clipboardData: data }),
    );
  }`;
  const element = `document.querySelectorAll('${selector}')`;
  await page.evaluate(
    // A function as text: this project's server code knows no DOM.
    `(${script})([...${element}].at(-1), ${JSON.stringify({ event, given, dot: dotPng })})`,
  );
}
