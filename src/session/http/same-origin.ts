import { ProblemError } from '#session/http/problem.ts';

/** Whether a request changes something, or opens a channel by which one can (RFC 6455 §10.2). */
export function isChange({ method, headers }: Request): boolean {
  return (method !== 'GET' && method !== 'HEAD') || headers.has('upgrade');
}

/** Whether a browser sent a request, as far as it can be told. */
export function isFromBrowser({ headers }: Request): boolean {
  return headers.has('sec-fetch-site') || headers.has('origin') || headers.has('cookie');
}

/**
 * Refuses what another site makes a browser send. Browsers say which site a request comes from in
 * Sec-Fetch-Site, older ones in Origin; neither can be set by a page.
 *
 * @param silent What to make of a request that says nothing, as a program's.
 * @throws {ProblemError} 403
 */
export function checkSameOrigin(request: Request, silent: 'refuse' | 'allow'): void {
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  if (site === 'same-origin') return;
  if (site === null && origin === null && silent === 'allow') return;
  if (site === null && origin !== null && hostOf(origin) === new URL(request.url).host) return;
  throw new ProblemError({
    status: 403,
    code: 'request.cross-site',
    title: 'The request comes from another site',
    detail:
      'A browser that is signed in changes something only by a page of this server: the request has neither Sec-Fetch-Site: same-origin nor an Origin of this host. Programs use an app password',
  });
}

/** Only the host: behind a proxy that ends TLS the scheme is another one. */
function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host;
}
