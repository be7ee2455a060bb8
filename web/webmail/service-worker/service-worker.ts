import { cacheName, fetchMode, fileFor, oldCaches, type Shell } from './shell.ts';
import type { WorkerScope } from './worker-scope.ts';

/** Written into this file after the build, by `web/vite.config.ts`. */
declare const POSTAMT_SHELL: Shell;

const shell = POSTAMT_SHELL;

/** The worker itself, which this name says in pages, too. */
declare const self: WorkerScope;
const worker = self;

worker.addEventListener('install', (event) => event.waitUntil(keepShell()));

worker.addEventListener('activate', (event) => event.waitUntil(takeOver()));

// The page asks for it when somebody wants the new version.
worker.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const file = fileFor(shell, request, worker.location.origin);
  if (file !== undefined) event.respondWith(answerFor(file, request));
});

/** All files or none: a build that is half there would be worse than the one before. */
async function keepShell(): Promise<void> {
  const cache = await caches.open(cacheName(shell));
  await cache.addAll(shell.files.map((file) => new Request(file, { cache: fetchMode(file) })));
}

async function takeOver(): Promise<void> {
  const old = oldCaches(shell, await caches.keys());
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** What was kept; the server where the browser has thrown it away. */
async function answerFor(file: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName(shell));
  return (await cache.match(file, { ignoreVary: true })) ?? (await fetch(request));
}
