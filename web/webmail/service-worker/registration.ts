import { effect } from '@preact/signals';

import { language } from '../../shared/preferences.ts';
import { toast } from '../../shared/ui/toasts.ts';
import { words } from '../words/words.ts';

/** How long the news of another version stays, in milliseconds: until somebody has seen it. */
const noticeMs = 86_400_000;

/** How often a page that stays open asks for another version, in milliseconds. Our choice. */
const updateMs = 3_600_000;

/** Makes the page work without a line, and says when there is a new version of it. */
export function install(): void {
  nameApp();
  // Nothing is there outside a secure context; the mailbox works without it.
  if (!('serviceWorker' in navigator)) return;
  if (document.readyState === 'complete') void register();
  else window.addEventListener('load', () => void register(), { once: true });
}

/** What a home screen calls it: the manifest in the language of the page. */
function nameApp(): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');
  effect(() => {
    const name = language.value === 'de' ? '/manifest.de.webmanifest' : '/manifest.webmanifest';
    link?.setAttribute('href', name);
  });
}

async function register(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker.register('/service-worker.js');
    if (registration.waiting !== null) offer(registration.waiting);
    registration.addEventListener('updatefound', () => follow(registration.installing));
    setInterval(() => {
      registration.update().catch(() => {
        // The server is away; the next time will do.
      });
    }, updateMs);
  } catch {
    // A browser that forbids it, or a server that is away: the page goes on without.
  }
}

function follow(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    // The first one of a browser replaces nothing.
    if (worker.state === 'installed' && navigator.serviceWorker.controller !== null) offer(worker);
  });
}

function offer(worker: ServiceWorker): void {
  const reload = () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
      once: true,
    });
    worker.postMessage('take-over');
  };
  const { newVersion, reload: label } = words.value;
  toast({ text: newVersion, ms: noticeMs, action: { label, run: reload } });
}
