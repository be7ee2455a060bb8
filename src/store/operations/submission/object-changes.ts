import { refuse } from '#base/refusal.ts';
import { touchObjectState } from '#store/operations/jmap/object-states.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Types of JMAP that have a counter of their own here, as `object_state.type` says them. */
export type CountedType = 'Identity' | 'EmailSubmission' | 'VacationResponse';

/** Days for which it is told what has gone (DESIGN.md, section 5), in milliseconds. */
export const goneObjectMs = 90 * 86_400_000;

export type ObjectRefusalCode =
  /** The client knows another state. */
  | 'object.state'
  /** The state is too old, or none of ours. */
  | 'object.changes'
  | 'object.absent'
  /** The account has all the objects of that type that it can have. */
  | 'object.limit';

/** A row as its table says when it came, changed and went. */
export type CountedRow = {
  readonly createdCounter: number;
  readonly changedCounter: number;
  readonly removedAt: number;
};

/** The columns of a {@link CountedRow}, for a SELECT. */
export const countedColumns = `created_counter AS "createdCounter",
  changed_counter AS "changedCounter", removed_at AS "removedAt"`;

const selectCounter = statement<{ counter: number }>(
  'SELECT counter AS "counter" FROM object_state WHERE account_id = ?1 AND type = ?2',
);
const selectFloor = statement<{ counter: number }>(
  'SELECT counter AS "counter" FROM object_floor WHERE account_id = ?1 AND type = ?2',
);
const raiseFloor = statement(`
  INSERT INTO object_floor (account_id, type, counter) VALUES (?1, ?2, ?3)
  ON CONFLICT (account_id, type) DO UPDATE SET counter = excluded.counter
  WHERE object_floor.counter < excluded.counter`);

/** The state of a type; 0 where nothing ever changed. */
export function* readCounter(tx: Tx, accountId: number, type: CountedType): Work<number> {
  return (yield* tx.maybe(selectCounter, accountId, type))?.counter ?? 0;
}

/** @throws {Refusal} `object.state` where the client expects another one. */
export function* expectCounter(
  tx: Tx,
  { accountId, type }: { readonly accountId: number; readonly type: CountedType },
  expected: number | undefined,
): Work<number> {
  const counter = yield* readCounter(tx, accountId, type);
  if (expected !== undefined && expected !== counter) {
    refuse<ObjectRefusalCode>('object.state', `The state of ${type} is ${counter}`);
  }
  return counter;
}

/** Counts on. */
export function* nextCounter(tx: Tx, accountId: number, type: CountedType): Work<number> {
  return yield* touchObjectState(tx, accountId, type);
}

/** @throws {Refusal} `object.changes` for a state that cannot be answered for. */
export function* checkSince(
  tx: Tx,
  { accountId, type }: { readonly accountId: number; readonly type: CountedType },
  since: number,
): Work<number> {
  const counter = yield* readCounter(tx, accountId, type);
  const floor = (yield* tx.maybe(selectFloor, accountId, type))?.counter ?? 0;
  if (since > counter || since < floor) {
    refuse<ObjectRefusalCode>('object.changes', `Changes of ${type} are not known since then`);
  }
  return counter;
}

/** Notes that rows which went with this counter are forgotten. */
export function* forgetBefore(
  tx: Tx,
  { accountId, type }: { readonly accountId: number; readonly type: CountedType },
  counter: number,
): Work<void> {
  yield* tx.run(raiseFloor, accountId, type, counter);
}
