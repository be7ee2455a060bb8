import { writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';

const saveAccount = statement(`
  UPDATE account SET display_name = ?2, language = ?3, admin = ?4, bytes_max = ?5, count_max = ?6,
    state = ?7
  WHERE account_id = ?1`);

export type UpdateAccountInput = {
  readonly actor: string;
  readonly accountId: number;
  readonly displayName?: string;
  /** A language tag, as `en` or `de` (BCP 47). */
  readonly language?: string;
  /** 0 no, 1 of the tenant, 2 of the server. */
  readonly admin?: 0 | 1 | 2;
  /** 0 is unlimited, here and below. */
  readonly bytesMax?: number;
  readonly countMax?: number;
  /** Active or disabled. */
  readonly state?: 1 | 2;
};

/** Changes what is given. @throws {Refusal} `account.absent`, `account.removed`. */
export const updateAccount = writeOperation(
  'updateAccount',
  function* (tx, { actor, accountId, ...changes }: UpdateAccountInput) {
    const before = yield* findAccount(tx, accountId);
    const { displayName, language, admin, bytesMax, countMax, state } = { ...before, ...changes };
    yield* tx.run(saveAccount, accountId, displayName, language, admin, bytesMax, countMax, state);
    yield* recordChange(tx, {
      tenantId: before.tenantId,
      actor,
      action: 'account.update',
      target: before.address,
      detail: changes,
    });
  },
);
