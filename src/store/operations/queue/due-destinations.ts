import { readOperation } from '#store/operation.ts';
import { queueState } from '#store/queue-state.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

// One step of the index each, however many rows a destination has.
const nextDomain = statement<{ domain: string | null }>(`
  SELECT MIN(domain) AS "domain" FROM queue_recipient
  WHERE state = ${queueState.waiting} AND domain > ?1`);
const earliest = statement<{ dueAt: number | null }>(`
  SELECT MIN(next_attempt_at) AS "dueAt" FROM queue_recipient
  WHERE state = ${queueState.waiting} AND domain = ?1`);

/** A domain that something waits for. */
export type Destination = {
  readonly domain: string;
  /** When the first of it is due, in milliseconds since the epoch. */
  readonly dueAt: number;
};

/** Domains that mail waits for, in the order of their names: `limit` of them behind `after`. */
export const dueDestinations = readOperation(
  'dueDestinations',
  function* (
    tx,
    { after = '', limit }: { readonly after?: string; readonly limit: number },
  ): Work<Destination[]> {
    const found: Destination[] = [];
    for (let last = after; found.length < limit;) {
      const { domain } = yield* tx.one(nextDomain, last);
      if (domain === null) break;
      const { dueAt } = yield* tx.one(earliest, domain);
      if (dueAt !== null) found.push({ domain, dueAt });
      last = domain;
    }
    return found;
  },
);
