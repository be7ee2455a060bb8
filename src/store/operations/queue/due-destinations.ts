import { readOperation } from '#store/operation.ts';
import { waitingPriorities } from '#store/operations/queue/waiting-priorities.ts';
import { findDestinationRule } from '#store/operations/relay/destination-rule.ts';
import { queueState } from '#store/queue-state.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

// One step of the index each, however many rows a destination has.
const nextDestination = statement<{ destination: string | null }>(`
  SELECT MIN(destination) AS "destination" FROM queue_recipient
  WHERE state = ${queueState.waiting} AND destination > ?1`);
const earliest = statement<{ dueAt: number | null }>(`
  SELECT MIN(next_attempt_at) AS "dueAt" FROM queue_recipient
  WHERE state = ${queueState.waiting} AND destination = ?1 AND priority = ?2`);

/** What something waits for. */
export type DueDestination = {
  /** As it is kept: src/store/queue-destination.ts. */
  readonly destination: string;
  /** When the first of it is due, in milliseconds since the epoch; 0 for at once, by somebody's wish. */
  readonly dueAt: number;
  /** Connections that it may have at once; 0 for the usual. */
  readonly connectionsMax: number;
};

/** What mail waits for, in the order of the names: `limit` of them behind `after`. */
export const dueDestinations = readOperation(
  'dueDestinations',
  function* (
    tx,
    { after = '', limit }: { readonly after?: string; readonly limit: number },
  ): Work<DueDestination[]> {
    const found: DueDestination[] = [];
    for (let last = after; found.length < limit;) {
      const { destination } = yield* tx.one(nextDestination, last);
      if (destination === null) break;
      let dueAt = Number.MAX_SAFE_INTEGER;
      for (const priority of yield* waitingPriorities(tx, destination)) {
        dueAt = Math.min(dueAt, (yield* tx.one(earliest, destination, priority)).dueAt ?? dueAt);
      }
      const rule = yield* findDestinationRule.body(tx, destination);
      found.push({ destination, dueAt, connectionsMax: rule?.connectionsMax ?? 0 });
      last = destination;
    }
    return found;
  },
);
