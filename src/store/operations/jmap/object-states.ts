import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';
import { readOperation } from '#store/operation.ts';

const countOn = statement<{ counter: number }>(`
  INSERT INTO object_state (account_id, type, counter) VALUES (?1, ?2, 1)
  ON CONFLICT (account_id, type) DO UPDATE SET counter = object_state.counter + 1
  RETURNING counter AS "counter"`);
const selectStates = statement<{ type: string; counter: number }>(`
  SELECT type AS "type", counter AS "counter" FROM object_state WHERE account_id = ?1
  ORDER BY type`);

/**
 * Notes that objects of a type changed that the account's modseq does not cover, as `Identity`, and
 * tells those who watch the account; returns the new counter. For other operations.
 */
export function* touchObjectState(tx: Tx, accountId: number, type: string): Work<number> {
  const { counter } = yield* tx.one(countOn, accountId, type);
  tx.changed({ accountId, modseq: 0, mailboxIds: [] });
  return counter;
}

/** Counters of such types by name; one that never changed is 0 and not there. */
export function* readObjectStates(tx: Tx, accountId: number): Work<Record<string, number>> {
  const rows = yield* tx.all(selectStates, accountId);
  return Object.fromEntries(rows.map(({ type, counter }) => [type, counter]));
}

/** The same, as an operation. */
export const objectStates = readOperation(
  'objectStates',
  function* (tx, input: { readonly accountId: number }): Work<Record<string, number>> {
    return yield* readObjectStates(tx, input.accountId);
  },
);
