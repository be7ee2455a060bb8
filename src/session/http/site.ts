import type { HttpHandler } from '#net/http-acceptor.ts';
import { isLoopback } from '#net/networks.ts';
import { type OwnStsPolicies, stsPolicyPath, stsPolicyText } from '#session/http/mta-sts.ts';
import { startPage } from '#session/http/start-page.ts';

/** What the site shows, asked of whoever runs the server. */
export type SiteContext = {
  readonly hostname: string;
  /** Prometheus text of all threads. */
  readonly metrics: () => Promise<string>;
  /** False while the server starts, drains or has lost a part. */
  readonly healthy: () => boolean;
  /** What senders are to ask of our domains; undefined: nothing. */
  readonly stsPolicies?: OwnStsPolicies | undefined;
};

const common = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** The HTTP side of the server: a start page, `/healthz`, and `/metrics` for this machine. */
export function site(context: SiteContext): HttpHandler {
  return async (request, peer) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return text(405, 'Method not allowed\n', { allow: 'GET, HEAD' });
    }
    const { pathname, hostname } = new URL(request.url);
    switch (pathname) {
      case '/':
        return startPage(context.hostname, request.headers.get('accept-language') ?? '', common);
      case '/start.css':
        return text(200, startStyle, { 'content-type': 'text/css; charset=utf-8' });
      case '/healthz':
        return context.healthy() ? text(200, 'ok\n') : text(503, 'not ready\n');
      case '/metrics':
        if (!isLoopback(peer.remote.address)) return text(404, 'Not found\n');
        return text(200, await context.metrics(), {
          'content-type': 'text/plain; version=0.0.4; charset=utf-8',
        });
      case stsPolicyPath: {
        const policy = await stsPolicyText(context.stsPolicies, hostname);
        return policy === undefined ? text(404, 'Not found\n') : text(200, policy);
      }
      default:
        return text(404, 'Not found\n');
    }
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
