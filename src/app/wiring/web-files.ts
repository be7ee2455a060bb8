import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

import type { WebFile, WebFiles } from '#session/http/web-files.ts';

const dist = join(import.meta.dirname, '..', '..', '..', 'web', 'dist');

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Reads what was built from web/ into memory: less than a megabyte, once for each thread. */
export function readWebFiles(folder: string = dist): WebFiles {
  const files = new Map<string, WebFile>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)];
    if (!entry.isFile() || type === undefined) continue;
    const path = join(entry.parentPath, entry.name);
    const identity = readFileSync(path);
    const hash = createHash('sha256').update(identity).digest('base64url').slice(0, 22);
    files.set(`/${relative(folder, path).split(sep).join('/')}`, {
      type,
      etag: `"${hash}"`,
      identity,
      br: readIfThere(`${path}.br`),
      gzip: readIfThere(`${path}.gz`),
    });
  }
  return files;
}

function readIfThere(path: string): Uint8Array<ArrayBuffer> | undefined {
  return existsSync(path) ? readFileSync(path) : undefined;
}
