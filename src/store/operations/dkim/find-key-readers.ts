import { directoryState } from '#store/directory-state.ts';
import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** People who are told of one domain's keys. Ours. */
const readersMax = 10;

export type KeyReader = { readonly address: string; readonly language: string };

const columns = 'account.address AS "address", account.language AS "language"';
const selectTenant = statement<KeyReader>(`
  SELECT ${columns} FROM account
  WHERE account.tenant_id = ?1 AND account.admin > 0 AND account.state = ?2
  ORDER BY account.account_id LIMIT ?3`);
const selectServer = statement<KeyReader>(`
  SELECT ${columns} FROM account WHERE account.admin = 2 AND account.state = ?1
  ORDER BY account.account_id LIMIT ?2`);

/** Who administers a tenant; where nobody does, who administers the server. */
export const findKeyReaders = readOperation(
  'findKeyReaders',
  function* (tx, { tenantId }: { readonly tenantId: number }): Work<readonly KeyReader[]> {
    const { active } = directoryState;
    const tenant = yield* tx.all(selectTenant, tenantId, active, readersMax);
    return tenant.length > 0 ? tenant : yield* tx.all(selectServer, active, readersMax);
  },
);
