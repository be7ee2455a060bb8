import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { defineConfig, type Plugin } from 'vite';

/** Octets below which compressing a file saves no packet. */
const compressOctetsMin = 1_000;

/** Of 11: the last two steps take ten times as long and save 3 of 100 octets. */
const brotliQuality = 9;

const compressible = /\.(?:js|css|html|svg|json|webmanifest)$/;

/** Puts `.br` and `.gz` beside each text file, so that the server never compresses. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    writeBundle({ dir = '' }) {
      for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !compressible.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const octets = readFileSync(path);
        if (octets.length < compressOctetsMin) continue;
        const params = {
          [constants.BROTLI_PARAM_SIZE_HINT]: octets.length,
          [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
        };
        writeFileSync(`${path}.br`, brotliCompressSync(octets, { params }));
        writeFileSync(`${path}.gz`, gzipSync(octets, { level: 9 }));
      }
    },
  };
}

/** Built to a stable name at the root, so that its scope is the whole site. */
const serviceWorker = 'service-worker.js';

/** Files that no page asks for without a line. */
const notOfShell: ReadonlySet<string> = new Set([
  serviceWorker,
  'manifest.json',
  'webmail/leaving.html',
]);

/** Tells the service worker which files belong to this build, and its version. */
function shellList(): Plugin {
  return {
    name: 'shell-list',
    apply: 'build',
    writeBundle({ dir = '' }) {
      const hash = createHash('sha256');
      const files: string[] = [];
      const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
      const paths = entries
        .filter((one) => one.isFile())
        .map((one) => join(one.parentPath, one.name));
      for (const path of paths.toSorted()) {
        const name = relative(dir, path).replaceAll('\\', '/');
        if (notOfShell.has(name) || !compressible.test(name)) continue;
        files.push(`/${name}`);
        hash.update(name).update(readFileSync(path));
      }
      const shell = { version: hash.digest('hex').slice(0, 16), files };
      const worker = join(dir, serviceWorker);
      const code = readFileSync(worker, 'utf8');
      writeFileSync(worker, `const POSTAMT_SHELL=${JSON.stringify(shell)};\n${code}`);
    },
  };
}

// oxlint-rule import/no-default-export is off for this file: Vite asks for a default export.
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: process.env['POSTAMT_WEB_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // The content security policy forbids data: fonts and scripts.
    manifest: 'manifest.json',
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: {
        webmail: 'web/webmail/index.html',
        leaving: 'web/webmail/leaving.html',
        'service-worker': 'web/webmail/service-worker/service-worker.ts',
      },
      output: {
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? serviceWorker : 'assets/[name]-[hash].js',
      },
    },
  },
  plugins: [shellList(), precompress()],
});
