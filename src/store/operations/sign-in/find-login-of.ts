import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

type Person = { readonly accountId: number; readonly tenantId: number; readonly address: string };

const selectActive = statement<Person>(`
  SELECT account.account_id AS "accountId", account.tenant_id AS "tenantId",
    account.address AS "address"
  FROM account JOIN tenant ON tenant.tenant_id = account.tenant_id
  WHERE account.account_id = ?1 AND account.state = 1 AND tenant.state = 1
    AND EXISTS (SELECT 1 FROM address JOIN domain ON domain.domain_id = address.domain_id
      WHERE address.account_id = account.account_id AND domain.state = 1)
    AND NOT EXISTS (SELECT 1 FROM application WHERE application.account_id = account.account_id)`);

/** A person who may sign in; undefined for one who may not (any more). */
export const findLoginOf = readOperation('findLoginOf', function* (tx, accountId: number) {
  return yield* tx.maybe(selectActive, accountId);
});
