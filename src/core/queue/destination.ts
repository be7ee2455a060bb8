import { parseStoredDestination, type StoredDestination } from '#store/queue-destination.ts';

/**
 * What shares connections on the way out: a domain by its MX records, a smart host, or a server that
 * somebody has named; and the domain whose own addresses it comes from, empty for any.
 */
export type Destination = StoredDestination;

/** Reads a destination as the queue names it. */
export function parseDestination(name: string): Destination {
  return parseStoredDestination(name);
}
