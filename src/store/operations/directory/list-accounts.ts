import { directoryState } from '#store/directory-state.ts';
import { readOperation } from '#store/operation.ts';
import { accountColumns, type AccountRow } from '#store/operations/directory/find-account.ts';
import { statement } from '#store/statement.ts';

export type AccountSummary = AccountRow & {
  /** Name of the account's tenant. */
  readonly tenant: string;
};

const from = `FROM account JOIN tenant ON tenant.tenant_id = account.tenant_id`;

const selectAccounts = statement<AccountSummary>(`
  SELECT ${accountColumns}, tenant.name AS "tenant" ${from}
  WHERE (account.state <> ?1 OR ?2 = 1) AND (account.tenant_id = ?3 OR ?3 = 0)
    AND (account.address = ?4 OR ?4 = '') AND account.account_id > ?5
  ORDER BY account.account_id LIMIT ?6`);
const selectAccountsOfDomain = statement<AccountSummary>(`
  SELECT ${accountColumns}, tenant.name AS "tenant" ${from}
  JOIN address ON address.account_id = account.account_id
  JOIN domain ON domain.domain_id = address.domain_id
  WHERE domain.name = ?1 AND account.account_id > ?2 ORDER BY account.account_id LIMIT ?3`);

export type ListAccountsInput = {
  /** Of this tenant only; 0 for all. */
  readonly tenantId?: number;
  /** Those with an address in this domain; the other conditions do not count then. */
  readonly domain?: string;
  /** Those of this primary address: the one that is there, and with `removed` all that were. */
  readonly address?: string;
  /** Removed ones too. */
  readonly removed?: boolean;
  /** Goes on after this id. */
  readonly after?: number;
  readonly limit: number;
};

/** A page of accounts by id. */
export const listAccounts = readOperation('listAccounts', function* (tx, input: ListAccountsInput) {
  const { tenantId = 0, domain, address = '', removed = false, after = 0, limit } = input;
  if (domain !== undefined) return yield* tx.all(selectAccountsOfDomain, domain, after, limit);
  const state = directoryState.removed;
  const wanted = removed ? 1 : 0;
  return yield* tx.all(selectAccounts, state, wanted, tenantId, address, after, limit);
});
