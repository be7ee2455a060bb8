import { queueState } from '#store/queue-state.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** One more than the highest priority (RFC 6710 §3.1). */
const aboveAll = 10;

const nextPriority = statement<{ priority: number | null }>(`
  SELECT MAX(priority) AS "priority" FROM queue_recipient
  WHERE state = ${queueState.waiting} AND destination = ?1 AND priority < ?2`);

/** The priorities of what waits for a destination, the highest first; usually one. */
export function* waitingPriorities(tx: Tx, destination: string): Work<number[]> {
  const found: number[] = [];
  for (let below = aboveAll; ;) {
    const { priority } = yield* tx.one(nextPriority, destination, below);
    if (priority === null) return found;
    found.push(priority);
    below = priority;
  }
}
