import { directoryState } from '#store/directory-state.ts';
import { readOperation } from '#store/operation.ts';
import { accountGraceMs } from '#store/operations/erasure/account-grace.ts';
import { statement } from '#store/statement.ts';

export type DueAccount = { readonly accountId: number; readonly tenantId: number };

// By tenant, since that is how the index finds the few that are removed.
const selectAccounts = statement<DueAccount>(`
  SELECT account_id AS "accountId", tenant_id AS "tenantId" FROM account
  WHERE tenant_id IN (SELECT tenant_id FROM tenant) AND state = ?1 AND removed_at <= ?2
  ORDER BY removed_at, account_id LIMIT ?3`);
const selectTenants = statement<{ tenantId: number }>(`
  SELECT tenant_id AS "tenantId" FROM tenant
  WHERE state = ?1 AND NOT EXISTS (
    SELECT 1 FROM account WHERE account.tenant_id = tenant.tenant_id)
  ORDER BY tenant_id LIMIT ?2`);

/** Removed accounts whose time to be restored is over, and removed tenants that have none left. */
export const listDueErasures = readOperation(
  'listDueErasures',
  function* (tx, { limit }: { readonly limit: number }) {
    const { removed } = directoryState;
    const accounts = yield* tx.all(selectAccounts, removed, tx.now - accountGraceMs, limit);
    const tenants = yield* tx.all(selectTenants, removed, limit);
    return { accounts, tenantIds: tenants.map(({ tenantId }) => tenantId) };
  },
);
