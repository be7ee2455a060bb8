/**
 * What shares connections in the queue: a domain by its MX records, a smart host, a server that
 * somebody has named, or this server for what was held. The domain is the usual case and is written as it is.
 */
export type StoredDestination =
  /** Mailboxes of this server, for what was held. */
  | { readonly kind: 'local'; readonly source: string }
  | { readonly kind: 'domain'; readonly domain: string; readonly source: string }
  | { readonly kind: 'smart-host'; readonly id: number; readonly source: string }
  | {
      readonly kind: 'host';
      readonly host: string;
      readonly port: number;
      readonly source: string;
    };

/** How the queue marks a smart host; its number follows. */
export const smartHostPrefix = '/smart-host=';

/** How the queue marks what is filed here when its time has come. */
export const localDestination = '/local';

/** As the queue keeps it. `source`: the domain whose own addresses it goes out from, empty for any. */
export function formatDestination(destination: StoredDestination): string {
  const { source } = destination;
  return `${placeOf(destination)}${source === '' ? '' : `/from=${source}`}`;
}

function placeOf(destination: StoredDestination): string {
  if (destination.kind === 'domain') return destination.domain;
  if (destination.kind === 'local') return localDestination;
  if (destination.kind === 'smart-host') return `${smartHostPrefix}${destination.id}`;
  return `/host=${destination.host}:${destination.port}`;
}

/** Reads what {@link formatDestination} has written. */
export function parseStoredDestination(text: string): StoredDestination {
  const [where = '', source = ''] = text.split('/from=', 2);
  if (where === localDestination) return { kind: 'local', source };
  const [, id] = /^\/smart-host=(\d+)$/.exec(where) ?? [];
  if (id !== undefined) return { kind: 'smart-host', id: Number(id), source };
  const [, host, port] = /^\/host=(.+):(\d+)$/.exec(where) ?? [];
  if (host !== undefined) return { kind: 'host', host, port: Number(port), source };
  return { kind: 'domain', domain: where, source };
}
