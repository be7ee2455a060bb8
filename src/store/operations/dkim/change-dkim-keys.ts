import { refuse } from '#base/refusal.ts';
import { dkimKeyState } from '#store/dkim-key-state.ts';
import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import {
  type DkimKey,
  dkimKeysOf,
  type DkimRefusalCode,
} from '#store/operations/dkim/dkim-keys.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const activate = statement(`
  UPDATE dkim_key SET state = ?2, active_at = ?3, missing_since = 0, told_at = 0
  WHERE dkim_key_id = ?1`);
const retire = statement(`
  UPDATE dkim_key SET state = ?4, retired_at = ?6
  WHERE domain = ?1 AND stream = ?2 AND algorithm = ?3 AND state = ?5`);
const remove = statement(
  'UPDATE dkim_key SET state = ?2, removed_at = ?3, private_key = ?4 WHERE dkim_key_id = ?1',
);

export type DkimSelectorsInput = Pick<DkimKey, 'domain'> & {
  /** For the audit log. */
  readonly actor: string;
  readonly selectors: readonly string[];
};

/**
 * Lets prepared keys sign; each takes the place of the one of its algorithm, which is retired.
 *
 * @throws {Refusal} `dkim-key.absent` when one of them is not prepared.
 */
export const activateDkimKeys = writeOperation(
  'activateDkimKeys',
  function* (tx, input: DkimSelectorsInput): Work<void> {
    const keys = yield* keysIn(tx, input, [dkimKeyState.prepared]);
    const { active, retired } = dkimKeyState;
    for (const { dkimKeyId, domain, stream, algorithm } of keys) {
      yield* tx.run(retire, domain, stream, algorithm, retired, active, tx.now);
      yield* tx.run(activate, dkimKeyId, active, tx.now);
    }
    yield* record(tx, 'dkim.activate', keys, input);
  },
);

/**
 * Erases private keys; their selectors are not used again.
 *
 * @throws {Refusal} `dkim-key.absent` when one of them is not there any more.
 */
export const removeDkimKeys = writeOperation(
  'removeDkimKeys',
  function* (tx, input: DkimSelectorsInput): Work<void> {
    const { prepared, active, retired, removed } = dkimKeyState;
    const keys = yield* keysIn(tx, input, [prepared, active, retired]);
    for (const { dkimKeyId } of keys) {
      yield* tx.run(remove, dkimKeyId, removed, tx.now, new Uint8Array(0));
    }
    yield* record(tx, 'dkim.remove', keys, input);
  },
  { frees: true },
);

function* keysIn(
  tx: Tx,
  { domain, selectors }: DkimSelectorsInput,
  states: readonly number[],
): Work<readonly DkimKey[]> {
  const present = yield* dkimKeysOf(tx, domain);
  return selectors.map(
    (wanted) =>
      present.find(({ selector, state }) => selector === wanted && states.includes(state)) ??
      refuse<DkimRefusalCode>('dkim-key.absent', `"${domain}" has no such key "${wanted}"`),
  );
}

function* record(
  tx: Tx,
  action: string,
  keys: readonly DkimKey[],
  { actor, domain, selectors }: DkimSelectorsInput,
): Work<void> {
  const [first] = keys;
  if (first === undefined) return;
  const detail = { selectors };
  yield* recordChange(tx, { tenantId: first.tenantId, actor, action, target: domain, detail });
}
