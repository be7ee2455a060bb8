/** Where in the webmail somebody is: what the address says. */
export type Route =
  | { readonly view: 'mail'; readonly mailbox: string; readonly email?: string }
  | { readonly view: 'search'; readonly text: string; readonly email?: string }
  | { readonly view: 'settings'; readonly page: string }
  | { readonly view: 'deleted' }
  | { readonly view: 'contacts'; readonly id: string };

/** The way in for everybody. */
export const startRoute: Route = { view: 'mail', mailbox: 'inbox' };

/**
 * Reads an address. `/mail/<mailbox>/<email>`: the mailbox by its role or its id, the email by its
 * id. `/search/<text>/<email>`, `/settings/<page>`, `/deleted`, `/contacts/<id>`. Anything else is the inbox.
 */
export function parseRoute(path: string): Route {
  const [view, first = '', second = ''] = path.split('/').filter(Boolean).map(decode);
  const email = second === '' ? {} : { email: second };
  if (view === 'mail' && first !== '') return { view, mailbox: first, ...email };
  if (view === 'search') return { view, text: first, ...email };
  if (view === 'settings') return { view, page: first };
  if (view === 'deleted') return { view };
  if (view === 'contacts') return { view, id: first };
  return startRoute;
}

export function formatRoute(route: Route): string {
  const parts = partsOf(route).filter((part) => part !== undefined && part !== '');
  return `/${parts.map((part) => encodeURIComponent(part ?? '')).join('/')}`;
}

function partsOf(route: Route): readonly (string | undefined)[] {
  switch (route.view) {
    case 'mail':
      return ['mail', route.mailbox, route.email];
    case 'search':
      return ['search', route.text, route.email];
    case 'settings':
      return ['settings', route.page];
    case 'deleted':
      return ['deleted'];
    case 'contacts':
      return ['contacts', route.id];
    default:
      return [];
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
