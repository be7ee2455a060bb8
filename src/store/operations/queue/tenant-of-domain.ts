import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

const selectTenant = statement<{ tenantId: number }>(
  'SELECT tenant_id AS "tenantId" FROM domain WHERE name = ?1',
);

/** The tenant that mail forwarded from an address of the domain is queued for; 0 for none. */
export const tenantOfDomain = readOperation('tenantOfDomain', function* (tx, domain: string) {
  return (yield* tx.maybe(selectTenant, domain))?.tenantId ?? 0;
});
