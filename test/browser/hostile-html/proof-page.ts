import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';

import { readWebFiles } from '#app/wiring/web-files.ts';
import { webFile, type WebFiles } from '#session/http/web-files.ts';
import { openChromium } from '#test/browser/stage.ts';
import { root } from '#test/interop/demo.ts';

/** A picture of one red dot. */
export const redDot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==',
  'base64',
);

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
    const [files, browser] = await Promise.all([buildProof(), openChromium()]);
    const events: string[] = [];
    const own = await listen(
      createHttpServer((request, response) => {
        const url = `http://127.0.0.1${request.url ?? '/'}`;
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
    const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
    context.setDefaultTimeout(waitMsMax);
    const page = await context.newPage();
    const ports = [portOf(own), portOf(trap)] as const;
    const proof = new ProofPage({ browser, context, page, servers: [own, trap], ports, events });
    await proof.#watch();
    await proof.reload();
    return proof;
  }

  /** The page anew, whatever was done to it. */
  async reload(): Promise<void> {
    await this.page.goto(`${this.origin}/webmail/message-html/proof/index.html`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    for (const server of this.#servers) server.close();
  }

  async #watch(): Promise<void> {
    const { page, events, origin } = this;
    const context = this.#context;
    await context.exposeBinding('canary', (_, told: unknown) => {
      events.push(`a script ran: ${String(told)}`);
    });
    await context.addInitScript({ content: canaries });
    await context.route('**/*', async (route) => {
      const url = route.request().url();
      if (url.startsWith(`${origin}/`) && isOurs(new URL(url).pathname)) await route.continue();
      else {
        events.push(`a request: ${url}`);
        await route.abort();
      }
    });
    page.on('dialog', (dialog) => {
      events.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('download', () => events.push('a download'));
    page.on('framenavigated', (frame) => {
      const url = frame.url();
      const isKnown =
        frame === page.mainFrame() ? url.endsWith('/proof/index.html') : isFrame(url, origin);
      if (!isKnown) events.push(`went to ${url}`);
    });
    context.on('page', (other) => events.push(`a window: ${other.url()}`));
    page.on('pageerror', (error) => events.push(`an error of ours: ${error.message}`));
  }
}

/** What our own page and frames ask for. */
function isOurs(path: string): boolean {
  return /^\/(?:assets\/[\w.-]+|webmail\/message-html\/proof\/index\.html|message-frame\.html|part\/picture)$/u.test(
    path,
  );
}

function isFrame(url: string, origin: string): boolean {
  return (
    ['about:blank', 'about:srcdoc', ''].includes(url) || url === `${origin}/message-frame.html`
  );
}

/** Runs in every frame before anything else: the usual ways to show that a script ran. */
const canaries = `
for (const name of ['alert', 'confirm', 'prompt', 'print']) {
  globalThis[name] = (text) => globalThis.canary?.(name + ' ' + text);
}`;

async function respond(files: WebFiles, url: string, response: ServerResponse): Promise<void> {
  const found = answer(files, new Request(url));
  response.writeHead(found.status, Object.fromEntries(found.headers));
  response.end(Buffer.from(await found.arrayBuffer()));
}

function answer(files: WebFiles, request: Request): Response {
  const { pathname } = new URL(request.url);
  if (pathname === '/part/picture')
    return new Response(redDot, { headers: { 'content-type': 'image/png' } });
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
