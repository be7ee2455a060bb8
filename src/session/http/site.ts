import { type Handler, Hono } from 'hono';

import type { HttpHandler } from '#net/http-acceptor.ts';
import { isLoopback } from '#net/networks.ts';
import type { HttpEnvironment } from '#session/http/environment.ts';
import { type OwnStsPolicies, stsPolicyPath, stsPolicyText } from '#session/http/mta-sts.ts';
import { startPage } from '#session/http/start-page.ts';
import { webFile, type WebFiles } from '#session/http/web-files.ts';

/** What the site shows, asked of whoever runs the server. */
export type SiteContext = {
  readonly hostname: string;
  /** Prometheus text of all threads. */
  readonly metrics: () => Promise<string>;
  /** False while the server starts, drains or has lost a part. */
  readonly healthy: () => boolean;
  /** What senders are to ask of our domains; undefined: nothing. */
  readonly stsPolicies?: OwnStsPolicies | undefined;
  /** Builds the handler of `/api/v1`, which is asked for with the first request there. */
  readonly api?: () => Promise<HttpHandler>;
  /** The same for JMAP: `/jmap/` and `/.well-known/jmap`. */
  readonly jmap?: () => Promise<HttpHandler>;
  /** The same for `/auth/`, where browsers sign in. */
  readonly signIn?: () => Promise<HttpHandler>;
  /** The same for `/proxy/`, which fetches pictures of mail. */
  readonly imageProxy?: () => Promise<HttpHandler>;
  /** Reads what browsers get, which is asked for with the first request; see `web/`. */
  readonly webFiles?: () => WebFiles;
};

const common = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The HTTP side of the server: a start page, `/healthz`, `/metrics` for this machine, `/api/v1`. */
export function site(context: SiteContext): HttpHandler {
  const app = new Hono<HttpEnvironment>();
  let files: WebFiles | undefined;
  app.get('/', ({ req }) => {
    files ??= context.webFiles?.() ?? new Map();
    const language = req.header('accept-language') ?? '';
    return webFile(files, req.raw) ?? startPage(context.hostname, language, common);
  });
  app.get('/start.css', () => text(200, startStyle, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/healthz', () => (context.healthy() ? text(200, 'ok\n') : text(503, 'not ready\n')));
  app.get('/metrics', async ({ env }) => {
    if (!isLoopback(env.peer.remote.address)) return text(404, 'Not found\n');
    return text(200, await context.metrics(), {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
    });
  });
  app.get(stsPolicyPath, async ({ req }) => {
    const policy = await stsPolicyText(context.stsPolicies, new URL(req.url).hostname);
    return policy === undefined ? text(404, 'Not found\n') : text(200, policy);
  });
  app.all('/api/v1/*', onFirstUse(context.api));
  app.all('/auth/*', onFirstUse(context.signIn));
  app.all('/proxy/*', onFirstUse(context.imageProxy));
  const jmap = onFirstUse(context.jmap);
  app.all('/jmap/*', jmap);
  app.all('/.well-known/jmap', jmap);
  app.all('*', ({ req }) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      return text(405, 'Method not allowed\n', { allow: 'GET, HEAD' });
    }
    files ??= context.webFiles?.() ?? new Map();
    return webFile(files, req.raw) ?? text(404, 'Not found\n');
  });
  app.onError((error) => {
    throw error; // The acceptor logs it and answers 500.
  });
  return async (request, peer) => await app.fetch(request, { peer });
}

/** Hands requests to a part of the site that is loaded when the first one comes. */
function onFirstUse(load: SiteContext['api']): Handler<HttpEnvironment> {
  let part: ReturnType<NonNullable<SiteContext['api']>> | undefined;
  return async ({ req, env }) => {
    part ??= load?.();
    const answer = part === undefined ? undefined : (await part)(req.raw, env.peer);
    return (await answer) ?? text(404, 'Not found\n');
  };
}

const startStyle = `:root { color-scheme: light dark; font: 1.05rem/1.6 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 40rem; padding: 3rem 1.25rem; }
h1 { font-size: 1.6rem; line-height: 1.25; }
code { font-family: ui-monospace, monospace; }
`;

function text(status: number, body: string, headers: Record<string, string> = {}): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...common, ...headers },
  });
}
