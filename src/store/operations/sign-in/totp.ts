import { refuse } from '#base/refusal.ts';
import { readOperation, writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** The value of `totp.state`. */
export const totpState = { waiting: 1, on: 2 } as const;

/** Why something is not done about a second step. */
export type TotpRefusalCode =
  /** There is none, or none that waits for its first code. */
  | 'totp.absent'
  | 'totp.exists'
  /** The code, or one after it, was used before (RFC 6238 §5.2). */
  | 'totp.replayed';

export type TotpRow = {
  /** Sealed. */
  readonly secret: Uint8Array;
  readonly state: number;
  readonly lastStep: number;
  /** A JSON list of hashes. */
  readonly recovery: string;
  readonly createdAt: number;
};

const selectTotp = statement<TotpRow>(`
  SELECT secret AS "secret", state AS "state", last_step AS "lastStep", recovery AS "recovery",
    created_at AS "createdAt"
  FROM totp WHERE account_id = ?1`);
const saveTotp = statement(`
  INSERT INTO totp (account_id, secret, state, last_step, recovery, created_at)
  VALUES (?1, ?2, ${totpState.waiting}, 0, '[]', ?3)
  ON CONFLICT (account_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at`);
const switchOn = statement(`
  UPDATE totp SET state = ${totpState.on}, last_step = ?2, recovery = ?3 WHERE account_id = ?1`);
const saveStep = statement('UPDATE totp SET last_step = ?2 WHERE account_id = ?1');
const saveRecovery = statement('UPDATE totp SET recovery = ?2 WHERE account_id = ?1');
const deleteTotp = statement('DELETE FROM totp WHERE account_id = ?1');

type Change = { readonly actor: string; readonly accountId: number };

/** The account's second step; undefined without one. */
export const readTotp = readOperation('readTotp', function* (tx, accountId: number) {
  return yield* tx.maybe(selectTotp, accountId);
});

/** Keeps a secret that waits for its first code, in place of one that did. @throws {Refusal} */
export const startTotp = writeOperation(
  'startTotp',
  function* (tx, { accountId, secret }: { accountId: number; secret: Uint8Array }): Work<void> {
    yield* findAccount(tx, accountId);
    const row = yield* tx.maybe(selectTotp, accountId);
    if (row?.state === totpState.on) refuse('totp.exists', 'The second step is on already');
    yield* tx.run(saveTotp, accountId, secret, tx.now);
  },
);

/** Switches the second step on: from now on codes are asked for. @throws {Refusal} */
export const confirmTotp = writeOperation(
  'confirmTotp',
  function* (
    tx,
    { actor, accountId, step, recovery }: Change & { step: number; recovery: readonly string[] },
  ): Work<void> {
    const row = yield* tx.maybe(selectTotp, accountId);
    if (row?.state !== totpState.waiting) refuse('totp.absent', 'No second step waits for a code');
    yield* record(tx, { actor, accountId }, 'totp.enable');
    yield* tx.run(switchOn, accountId, step, JSON.stringify(recovery));
  },
);

/** Uses a code's step up, and those before it (RFC 6238 §5.2). @throws {Refusal} */
export const takeTotpStep = writeOperation(
  'takeTotpStep',
  function* (tx, { accountId, step }: { accountId: number; step: number }): Work<void> {
    const row = yield* tx.maybe(selectTotp, accountId);
    if (row === undefined) refuse('totp.absent', 'There is no second step');
    if (step <= row.lastStep) refuse('totp.replayed', 'The code was used before');
    yield* tx.run(saveStep, accountId, step);
  },
  { frees: true },
);

/** Uses a recovery code up, by its hash. @throws {Refusal} `totp.replayed` when there is none. */
export const takeRecoveryCode = writeOperation(
  'takeRecoveryCode',
  function* (tx, { actor, accountId, hash }: Change & { hash: string }): Work<{ left: number }> {
    const row = yield* tx.maybe(selectTotp, accountId);
    const codes = hashesOf(row);
    const left = codes.filter((code) => code !== hash);
    if (left.length === codes.length) refuse('totp.replayed', 'There is no such recovery code');
    yield* tx.run(saveRecovery, accountId, JSON.stringify(left));
    yield* record(tx, { actor, accountId }, 'totp.recovery-code', { left: left.length });
    return { left: left.length };
  },
  { frees: true },
);

/** Puts new recovery codes in the place of the old ones. @throws {Refusal} `totp.absent` */
export const setRecoveryCodes = writeOperation(
  'setRecoveryCodes',
  function* (tx, { actor, accountId, recovery }: Change & { recovery: readonly string[] }) {
    const row = yield* tx.maybe(selectTotp, accountId);
    if (row?.state !== totpState.on) refuse('totp.absent', 'There is no second step');
    yield* tx.run(saveRecovery, accountId, JSON.stringify(recovery));
    yield* record(tx, { actor, accountId }, 'totp.recovery-codes');
  },
);

/** Switches the second step off; the password alone is enough again. @throws {Refusal} */
export const removeTotp = writeOperation('removeTotp', function* (tx, change: Change): Work<void> {
  const row = yield* tx.maybe(selectTotp, change.accountId);
  if (row === undefined) refuse('totp.absent', 'There is no second step');
  yield* tx.run(deleteTotp, change.accountId);
  if (row.state === totpState.on) yield* record(tx, change, 'totp.disable');
});

/** The hashes of the recovery codes that are left. */
export function hashesOf(row: Pick<TotpRow, 'recovery'> | undefined): readonly string[] {
  const list: unknown = JSON.parse(row?.recovery ?? '[]');
  return Array.isArray(list) ? list.map(String) : [];
}

function* record(
  tx: Tx,
  { actor, accountId }: Change,
  action: string,
  detail: Readonly<Record<string, unknown>> = {},
): Work<void> {
  const { tenantId, address } = yield* findAccount(tx, accountId);
  yield* recordChange(tx, { tenantId, actor, action, target: address, detail });
}
