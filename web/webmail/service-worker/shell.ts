/** The files of one build. */
export type Shell = {
  /** Changes when any of the files does. */
  readonly version: string;
  /** Paths from `/`. */
  readonly files: readonly string[];
};

/** What all our caches begin with. */
const cachePrefix = 'postamt-shell-';

/** The page that every address of the webmail shows; `src/session/http/web-files.ts` says the same. */
const page = '/webmail/index.html';

/** First parts of the webmail's addresses below `/`. */
const pageParts: ReadonlySet<string> = new Set([
  '',
  'compose',
  'contacts',
  'deleted',
  'mail',
  'search',
  'settings',
  'sign-in',
]);

/** Names with a hash of their content: what the browser has of them is right. */
const hashedPrefix = '/assets/';

export function cacheName({ version }: Shell): string {
  return `${cachePrefix}${version}`;
}

/** Caches of other builds. */
export function oldCaches(shell: Shell, names: readonly string[]): readonly string[] {
  const current = cacheName(shell);
  return names.filter((name) => name.startsWith(cachePrefix) && name !== current);
}

/** How a file is fetched for the cache: past the browser's memory where its name says nothing. */
export function fetchMode(file: string): RequestCache {
  return file.startsWith(hashedPrefix) ? 'default' : 'reload';
}

export type Asked = {
  readonly method: string;
  readonly url: string;
  readonly mode: string;
};

/** The file of the shell that answers a request; undefined: the server does. */
export function fileFor(
  shell: Shell,
  { method, url, mode }: Asked,
  origin: string,
): string | undefined {
  const address = new URL(url);
  if (method !== 'GET' || address.origin !== origin) return undefined;
  const { pathname } = address;
  const part = pathname.split('/', 2)[1] ?? '';
  const file = mode === 'navigate' && pageParts.has(part) ? page : pathname;
  return shell.files.includes(file) ? file : undefined;
}
