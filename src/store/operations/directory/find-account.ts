import { refuse } from '#base/refusal.ts';
import { directoryState } from '#store/directory-state.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

export type AccountRow = {
  readonly accountId: number;
  readonly tenantId: number;
  readonly address: string;
  readonly displayName: string;
  readonly language: string;
  readonly admin: number;
  readonly state: number;
  readonly createdAt: number;
  readonly removedAt: number | null;
  readonly usedBytes: number;
  readonly usedCount: number;
  readonly bytesMax: number;
  readonly countMax: number;
};

export const accountColumns = `account.account_id AS "accountId", account.tenant_id AS "tenantId",
  account.address AS "address", account.display_name AS "displayName",
  account.language AS "language", account.admin AS "admin", account.state AS "state",
  account.created_at AS "createdAt", account.removed_at AS "removedAt",
  account.used_bytes AS "usedBytes", account.used_count AS "usedCount",
  account.bytes_max AS "bytesMax", account.count_max AS "countMax"`;

const selectAccount = statement<AccountRow>(
  `SELECT ${accountColumns} FROM account WHERE account_id = ?1`,
);

/** @throws {Refusal} `account.absent`; `account.removed` for one that was removed. */
export function* findAccount(tx: Tx, accountId: number): Work<AccountRow> {
  const account = yield* tx.maybe(selectAccount, accountId);
  if (account === undefined) refuse('account.absent', `There is no account with id ${accountId}`);
  if (account.state === directoryState.removed) {
    refuse('account.removed', `The account "${account.address}" was removed; restore it first`);
  }
  return account;
}
