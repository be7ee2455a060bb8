/** A file that browsers get, in every coding that it was built in. */
export type WebFile = {
  readonly type: string;
  /** Strong validator of the content, with its quotes (RFC 9110 §8.8.3). */
  readonly etag: string;
  readonly identity: Uint8Array<ArrayBuffer>;
  readonly br?: Uint8Array<ArrayBuffer> | undefined;
  readonly gzip?: Uint8Array<ArrayBuffer> | undefined;
};

/** What was built from web/, by path from `/`; empty when nothing was built. */
export type WebFiles = ReadonlyMap<string, WebFile>;

/** The page that every address of the webmail gets: its script reads the address. */
const webmailPage = '/webmail/index.html';

/** First parts of the webmail's addresses below `/`. */
const webmailParts: ReadonlySet<string> = new Set([
  '',
  'compose',
  'contacts',
  'deleted',
  'mail',
  'search',
  'settings',
  'sign-in',
]);

/** Names with a hash of their content, which never change. */
const hashedPrefix = '/assets/';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The document around the frame that mail is drawn in; see docs/internals/safe-html.md. */
const messageFrame = '/message-frame.html';

/** Whatever is in it, mail too, runs nothing and loads nothing: pictures are written into it. */
const messageFramePolicy = [
  "default-src 'none'",
  'img-src data:',
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
].join('; ');

/** Seconds for which a browser does not ask again for it: each message opens it. */
const messageFrameSeconds = 3_600;

const guards = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Answers a GET for a page, script, style or picture; undefined: there is no such file. */
export function webFile(files: WebFiles, request: Request): Response | undefined {
  const { pathname } = new URL(request.url);
  const part = pathname.split('/', 2)[1] ?? '';
  const file = files.get(webmailParts.has(part) ? webmailPage : pathname);
  if (file === undefined) return undefined;
  const headers: Record<string, string> = {
    ...guards,
    'content-type': file.type,
    etag: file.etag,
    vary: 'accept-encoding',
    'cache-control': pathname.startsWith(hashedPrefix)
      ? 'public, max-age=31536000, immutable'
      : 'no-cache',
  };
  if (pathname === messageFrame) {
    headers['content-security-policy'] = messageFramePolicy;
    headers['cache-control'] = `public, max-age=${messageFrameSeconds}`;
  }
  if (isFresh(request.headers.get('if-none-match'), file.etag)) {
    return new Response(null, { status: 304, headers });
  }
  const coding = chosenCoding(request.headers.get('accept-encoding') ?? '', file);
  if (coding !== 'identity') headers['content-encoding'] = coding;
  return new Response(file[coding] ?? file.identity, { headers });
}

/** RFC 9110 §13.1.2: the weak comparison. */
function isFresh(field: string | null, etag: string): boolean {
  if (field === null) return false;
  return field.trim() === '*' || field.includes(etag);
}

/** The smallest form that the browser takes (RFC 9110 §12.5.3). */
function chosenCoding(field: string, file: WebFile): 'br' | 'gzip' | 'identity' {
  for (const coding of ['br', 'gzip'] as const) {
    const refused = new RegExp(`\\b${coding}\\s*;\\s*q=0(?:\\.0*)?(?:,|\\s|$)`, 'iu').test(field);
    const named = new RegExp(`(?:^|[\\s,])${coding}(?:$|[\\s,;])`, 'iu').test(field);
    if (named && !refused && file[coding] !== undefined) return coding;
  }
  return 'identity';
}
