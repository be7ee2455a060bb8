import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  type Browser,
  type BrowserContext,
  type Dialog,
  chromium,
  type Frame,
  type Page,
  type Request,
} from 'playwright-core';
import { build } from 'vite';

import { readWebFiles } from '#app/wiring/web-files.ts';
import { webFile, type WebFiles } from '#session/http/web-files.ts';
import { root } from '#test/interop/demo.ts';

/** A picture of one red dot. */
export const redDot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==',
  'base64',
);

const viewport = { width: 900, height: 700 };

/** Longest wait for anything, in milliseconds. */
const waitMsMax = 15_000;

/** The page of `message-html/proof` in a browser that is watched, and what it must not do. */
export class ProofPage {
  readonly page: Page;
  readonly origin: string;
  /** Where hostile mail would like to send something; every connection is noted. */
  readonly trap: string;
  /** What happened that must not: one line each. */
  readonly events: string[] = [];
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  readonly #servers: readonly (Server | TcpServer)[];

  private constructor(parts: {
    readonly browser: Browser;
    readonly context: BrowserContext;
    readonly page: Page;
    readonly servers: readonly (Server | TcpServer)[];
    readonly ports: readonly [own: number, trap: number];
    readonly events: string[];
  }) {
    this.#browser = parts.browser;
    this.#context = parts.context;
    this.#servers = parts.servers;
    this.page = parts.page;
    this.events = parts.events;
    this.origin = `http://127.0.0.1:${parts.ports[0]}`;
    this.trap = `127.0.0.1:${parts.ports[1]}`;
  }

  static async open(): Promise<ProofPage> {
    const [files, browser] = await Promise.all([buildProof(), openBrowser()]);
    const events: string[] = [];
    const own = await listen(
      createHttpServer((request, response) => {
        const url = `http://127.0.0.1${request.url ?? '/'}`;
        if (!isOurs(new URL(url).pathname)) events.push(`a request to us: ${url}`);
        void respond(files, url, response);
      }),
    );
    const trap = await listen(
      createTcpServer((socket) => {
        events.push('a connection to the trap');
        socket.on('error', () => socket.destroy());
        socket.once('data', (data) => {
          events.push(`to the trap: ${data.toString('latin1').split('\r\n')[0]}`);
          socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
        });
      }),
    );
    const context = await browser.newContext({ viewport });
    context.setDefaultTimeout(waitMsMax);
    const page = await context.newPage();
    const ports = [portOf(own), portOf(trap)] as const;
    const proof = new ProofPage({ browser, context, page, servers: [own, trap], ports, events });
    proof.#watch();
    await proof.reload();
    return proof;
  }

  /** The page anew, whatever was done to it. */
  async reload(): Promise<void> {
    await this.page.goto(`${this.origin}/webmail/message-html/proof/index.html`);
  }

  /** What happened since the last time. */
  takeEvents(): string[] {
    return this.events.splice(0);
  }

  /** Has the page do one of the things that `proof.tsx` offers. */
  async ask<T>(what: 'show' | 'prepared', mails: readonly string[]): Promise<T> {
    return await this.page.evaluate<T>(`proof.${what}(${JSON.stringify(mails)})`);
  }

  /** Shows HTML on a page that forbids nothing. */
  async showUnguarded(pieces: readonly string[]): Promise<void> {
    await this.page.goto(`${this.origin}/arena.html`);
    await this.page.evaluate(`document.body.innerHTML = ${JSON.stringify(pieces.join('<hr>'))}`);
    await this.#settle();
  }

  /** Moves the mouse over what is shown, presses Tab, and waits until nothing is under way. */
  async strollOver(): Promise<void> {
    const { mouse, keyboard } = this.page;
    const { width, height } = viewport;
    await mouse.move(0, 0);
    await mouse.move(width / 2, height / 2, { steps: 4 });
    for (let press = 0; press < 2; press += 1) await keyboard.press('Tab');
    await this.#settle();
  }

  /** What is in the frames of mail that must not be, and what of the page is not as it was. */
  async faults(): Promise<readonly string[]> {
    const frames = this.page.frames().filter((frame) => frame.url() === 'about:srcdoc');
    const inspect = await this.page.evaluate<string>('proof.inspect.toString()');
    const call = `(${inspect})(${JSON.stringify(this.origin)})`;
    const faults = await Promise.all(frames.map((frame) => inspected(frame, call)));
    return [...faults.flat(), ...(await this.page.evaluate<string[]>('proof.pageFaults()'))];
  }

  /** Two rounds of the browser's event loop: what begins by itself has begun. */
  async #settle(): Promise<void> {
    await this.page.evaluate(settled);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    for (const server of this.#servers) server.close();
  }

  #watch(): void {
    const { page, events, origin } = this;
    const context = this.#context;
    const noteRequest = (request: Request) => {
      const url = request.url();
      const isBlocked = /csp|aborted/iu.test(request.failure()?.errorText ?? '');
      // What reaches our own server and the trap they note themselves.
      const isElsewhere = /^(?:https?|wss?|ftp):/u.test(url) && !url.startsWith(`${origin}/`);
      if (isElsewhere && !isBlocked) events.push(`a request: ${url}`);
    };
    context.on('requestfinished', noteRequest);
    context.on('requestfailed', noteRequest);
    page.on('dialog', (dialog) => {
      events.push(`a script ran: ${dialog.message()}`);
      void dismiss(dialog);
    });
    page.on('console', (message) => {
      // What a browser says of a script in a frame that may run scripts, but show no dialog.
      if (/ignored call to/iu.test(message.text())) events.push(`a script ran: ${message.text()}`);
    });
    page.on('download', () => events.push('a download'));
    page.on('framenavigated', (frame) => {
      const url = frame.url();
      const isKnown =
        frame === page.mainFrame()
          ? /\/(?:proof\/index|arena)\.html$/u.test(url)
          : isFrame(url, origin);
      if (!isKnown) events.push(`went to ${url}`);
    });
    context.on('page', (other) => events.push(`a window: ${other.url()}`));
    page.on('pageerror', (error) => events.push(`an error of ours: ${error.message}`));
  }
}

/** One whose page has gone is gone, too. */
async function dismiss(dialog: Dialog): Promise<void> {
  try {
    await dialog.dismiss();
  } catch {
    // Nobody sees it any more.
  }
}

/** Debian's browser, which knows no host but this one. */
function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      // Frames of one page in one process: the same rules for scripts, a third of the time.
      '--disable-features=IsolateSandboxedIframes',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}

/** What our own page and frames ask for. */
function isOurs(path: string): boolean {
  return /^\/(?:assets\/[\w.-]+|webmail\/message-html\/proof\/index\.html|message-frame\.html|arena\.html|part\/picture)$/u.test(
    path,
  );
}

function isFrame(url: string, origin: string): boolean {
  // The error page stands where a policy forbade to go.
  const known = [
    '',
    'about:srcdoc',
    'chrome-error://chromewebdata/',
    `${origin}/message-frame.html`,
  ];
  return known.includes(url) || /^about:blank(?:#|$)/u.test(url);
}

/** Nothing for a frame that has made place for the same mail with its pictures. */
async function inspected(frame: Frame, call: string): Promise<readonly string[]> {
  try {
    return await frame.evaluate<string[]>(call);
  } catch (error) {
    if (frame.isDetached()) return [];
    throw error;
  }
}

const settled = `(async () => {
  for (let round = 0; round < 2; round += 1) {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)));
  }
})()`;

async function respond(files: WebFiles, url: string, response: ServerResponse): Promise<void> {
  const found = answer(files, new globalThis.Request(url));
  response.writeHead(found.status, Object.fromEntries(found.headers));
  response.end(Buffer.from(await found.arrayBuffer()));
}

function answer(files: WebFiles, request: globalThis.Request): Response {
  const { pathname } = new URL(request.url);
  if (pathname === '/part/picture')
    return new Response(redDot, { headers: { 'content-type': 'image/png' } });
  if (pathname === '/arena.html') {
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    return new Response('<!doctype html><body></body>', { headers });
  }
  return webFile(files, request) ?? new Response(null, { status: 404 });
}

/** Builds the page into memory. */
async function buildProof(): Promise<WebFiles> {
  const folder = mkdtempSync(join(tmpdir(), 'postamt-proof-'));
  try {
    const web = join(root, 'web');
    await build({
      root: web,
      configFile: join(web, 'vite.config.ts'),
      logLevel: 'error',
      build: {
        outDir: folder,
        minify: false,
        rolldownOptions: { input: { proof: join(web, 'webmail/message-html/proof/index.html') } },
      },
    });
    return readWebFiles(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function listen<S extends Server | TcpServer>(server: S): Promise<S> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server | TcpServer): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}
