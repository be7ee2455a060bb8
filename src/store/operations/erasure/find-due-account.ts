import { directoryState } from '#store/directory-state.ts';
import { accountGraceMs } from '#store/operations/erasure/account-grace.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

type Removed = {
  readonly tenantId: number;
  readonly address: string;
  readonly removedAt: number;
};

const selectDue = statement<Removed>(`
  SELECT tenant_id AS "tenantId", address AS "address", removed_at AS "removedAt" FROM account
  WHERE account_id = ?1 AND state = ?2 AND removed_at <= ?3`);

/** A removed account whose time is over; undefined for every other, which is not to be touched. */
export function* findDueAccount(tx: Tx, accountId: number): Work<Removed | undefined> {
  return yield* tx.maybe(selectDue, accountId, directoryState.removed, tx.now - accountGraceMs);
}
