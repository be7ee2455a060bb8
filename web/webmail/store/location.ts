import { signal } from '@preact/signals';

import { formatRoute, parseRoute, type Route } from './route.ts';

/** Where somebody is; follows the address bar. */
export const route = signal<Route>(parseRoute(currentPath()));

/** Goes somewhere, as a new entry of the browser's history or in place of the present one. */
export function goTo(next: Route, options: { readonly replace?: boolean } = {}): void {
  const path = formatRoute(next);
  if (path !== currentPath()) {
    if (options.replace === true) history.replaceState(null, '', path);
    else history.pushState(null, '', path);
  }
  route.value = next;
}

/** Follows the browser's back and forward buttons from now on. */
export function followHistory(): void {
  window.addEventListener('popstate', () => {
    route.value = parseRoute(currentPath());
  });
}

function currentPath(): string {
  return typeof location === 'undefined' ? '/' : location.pathname;
}
