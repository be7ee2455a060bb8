import { directoryState } from '#store/directory-state.ts';
import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** People who are told of one hold. Ours. */
const readersMax = 10;

export type HoldReader = {
  readonly accountId: number;
  readonly address: string;
  readonly language: string;
  /** 0 for the account's owner. */
  readonly admin: number;
};

const columns = `account.account_id AS "accountId", account.address AS "address",
  account.language AS "language", account.admin AS "admin"`;
const selectOwner = statement<HoldReader>(`SELECT ${columns} FROM account WHERE account_id = ?1`);
const selectTenant = statement<HoldReader>(`
  SELECT ${columns} FROM account
  WHERE account.tenant_id = (SELECT tenant_id FROM account WHERE account_id = ?1)
    AND account.account_id <> ?1 AND account.admin > 0 AND account.state = ?2
  ORDER BY account.account_id LIMIT ?3`);
const selectServer = statement<HoldReader>(`
  SELECT ${columns} FROM account
  WHERE account.admin = 2 AND account.account_id <> ?1 AND account.state = ?2
  ORDER BY account.account_id LIMIT ?3`);

/** The account, and who administers its tenant; where nobody does, who administers the server. */
export const findHoldReaders = readOperation(
  'findHoldReaders',
  function* (tx, accountId: number): Work<readonly HoldReader[]> {
    const owner = yield* tx.maybe(selectOwner, accountId);
    if (owner === undefined) return [];
    const { active } = directoryState;
    const tenant = yield* tx.all(selectTenant, accountId, active, readersMax);
    if (tenant.length > 0 || owner.admin > 0) return [owner, ...tenant];
    return [owner, ...(yield* tx.all(selectServer, accountId, active, readersMax))];
  },
);
