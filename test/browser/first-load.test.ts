import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { root } from '#test/interop/demo.ts';

/** Octets of gzipped script that the first page may load; issue 4 says so. */
const scriptOctetsMax = 120_000;

test('The first load is at most 120 KB of gzipped script', (t) => {
  const dist = join(root, 'web', 'dist');
  const page = readFileSync(join(dist, 'webmail', 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/gu)];
  const sizes = scripts.map(([, path = '']) => readFileSync(join(dist, `${path}.gz`)).length);
  const octets = sizes.reduce((sum, size) => sum + size, 0);
  t.diagnostic(`${octets} octets of script in ${scripts.length} files`);
  assert.ok(scripts.length > 0 && octets <= scriptOctetsMax, `${octets} octets`);
});

/** Octets of gzipped script that writing loads on top, Squire and DOMPurify included. Our choice. */
const composerOctetsMax = 60_000;

type Chunk = {
  readonly file: string;
  readonly imports?: readonly string[];
};

test('Writing loads at most 60 KB of gzipped script more', (t) => {
  const dist = join(root, 'web', 'dist');
  const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as Readonly<
    Record<string, Chunk>
  >;
  const filesOf = (name: string, found = new Set<string>()): ReadonlySet<string> => {
    const chunk = manifest[name];
    if (chunk === undefined || found.has(chunk.file)) return found;
    found.add(chunk.file);
    for (const one of chunk.imports ?? []) filesOf(one, found);
    return found;
  };
  const first = filesOf('webmail/index.html');
  const more = [...filesOf('webmail/compose/composer.tsx')].filter((file) => !first.has(file));
  const octets = more
    .map((file) => readFileSync(join(dist, `${file}.gz`)).length)
    .reduce((sum, size) => sum + size, 0);
  t.diagnostic(`${octets} octets of script in ${more.length} files`);
  assert.ok(more.length > 0 && octets <= composerOctetsMax, `${octets} octets`);
});

test('The page carries no script or style of its own, which the policy would refuse', () => {
  const page = readFileSync(join(root, 'web', 'dist', 'webmail', 'index.html'), 'utf8');
  assert.doesNotMatch(page, /<style|style=|<script(?![^>]*\bsrc=)|\son\w+=/u);
});

test('Nothing that was built names another host to fetch from', () => {
  const assets = join(root, 'web', 'dist', 'assets');
  for (const name of readdirSync(assets).filter((one) => /\.(?:js|css)$/u.test(one))) {
    const text = readFileSync(join(assets, name), 'utf8');
    assert.doesNotMatch(text, /(?:fetch|import|url)\(["'`]?https?:/u, name);
  }
});
