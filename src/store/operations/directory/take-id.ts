import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const takeNext = statement<{ id: number }>(`
  INSERT INTO counter (name, next) VALUES (?1, 2)
  ON CONFLICT (name) DO UPDATE SET next = counter.next + 1
  RETURNING next - 1 AS "id"`);

/** The next id of a sequence of the whole store, from 1; never given twice. */
export function* takeId(tx: Tx, sequence: string): Work<number> {
  return (yield* tx.one(takeNext, sequence)).id;
}
