import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';

import { Demo, type Login } from '#test/interop/demo.ts';

/** Longest wait for anything on a page, in milliseconds: the machine may be busy. */
const waitMsMax = 15_000;

/** Where screenshots go. */
const folder = process.env['SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'postamt-screens-'));

export const desktop = { width: 1280, height: 800 } as const;
export const phone = { width: 390, height: 844 } as const;

/** A demo server and a browser; `await using` stops both. */
export class BrowserStage {
  readonly demo: Demo;
  readonly #browser: Browser;

  private constructor(demo: Demo, browser: Browser) {
    this.demo = demo;
    this.#browser = browser;
  }

  static async open(): Promise<BrowserStage> {
    const demo = await Demo.start();
    try {
      return new BrowserStage(demo, await openChromium());
    } catch (error) {
      await demo[Symbol.asyncDispose]();
      throw error;
    }
  }

  get origin(): string {
    return `http://127.0.0.1:${this.demo.port('http')}`;
  }

  /** A page of a browser that knows nothing yet. */
  async page(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      viewport: desktop,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      baseURL: this.origin,
      ...options,
    });
    context.setDefaultTimeout(waitMsMax);
    return await context.newPage();
  }

  /** A page on which somebody has signed in by the form. */
  async signedIn(person: Login, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await this.page(options);
    await page.goto('/');
    await page.locator('#login').fill(person.address);
    await page.locator('#password').fill(person.password);
    await page.locator('form button[type="submit"]').click();
    await page.locator('.row:not(.skeleton)').first().waitFor();
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.demo[Symbol.asyncDispose]();
  }
}

/** Debian's browser, without the sandbox that it has no rights for where tests run as root. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
}

/** The row of the list with this subject. */
export function rowNamed(page: Page, subject: string): Locator {
  return page.locator('.row', { has: page.getByText(subject, { exact: true }) });
}

/** What the page was refused by its content security policy, from now on. */
export function refusedByPolicy(page: Page): readonly string[] {
  const refused: string[] = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) refused.push(message.text());
  });
  return refused;
}

/** Waits for the title of the tab. */
export async function titleIs(page: Page, title: string): Promise<void> {
  await page.waitForFunction(`document.title === ${JSON.stringify(title)}`);
}

/** Keeps a picture of the page. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}

/** What axe finds against WCAG 2.2 AA, in words; empty when nothing. */
export async function accessibilityFaults(page: Page): Promise<readonly string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // Frames of mail run no scripts, and so no axe; legacy mode stays in this page.
  const axe = new AxeBuilder({ page }).withTags(tags).exclude('iframe').setLegacyMode();
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
