import { directoryState } from '#store/directory-state.ts';
import { readOperation } from '#store/operation.ts';
import { type TenantRow, tenantColumns } from '#store/operations/directory/find-tenant.ts';
import { statement } from '#store/statement.ts';

type TenantSummary = TenantRow & { readonly domains: number; readonly accounts: number };

const selectTenants = statement<TenantSummary>(`
  SELECT ${tenantColumns},
    (SELECT COUNT(*) FROM domain WHERE domain.tenant_id = tenant.tenant_id) AS "domains",
    (SELECT COUNT(*) FROM account
      WHERE account.tenant_id = tenant.tenant_id AND account.state <> ?1) AS "accounts"
  FROM tenant WHERE state <> ?1 AND (name = ?2 OR ?2 = '') ORDER BY name`);

/** All tenants that are not removed, or the one of a name, with the number of their contents. */
export const listTenants = readOperation(
  'listTenants',
  function* (tx, { name = '' }: { readonly name?: string }) {
    return yield* tx.all(selectTenants, directoryState.removed, name);
  },
);
