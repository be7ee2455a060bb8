import { refuse } from '#base/refusal.ts';
import { directoryState } from '#store/directory-state.ts';
import { writeOperation } from '#store/operation.ts';
import { findTenant } from '#store/operations/directory/find-tenant.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';

const countContents = statement<{ domains: number; accounts: number }>(`
  SELECT (SELECT COUNT(*) FROM domain WHERE tenant_id = ?1) AS "domains",
    (SELECT COUNT(*) FROM account WHERE tenant_id = ?1 AND state <> ?2) AS "accounts"`);
const markRemoved = statement('UPDATE tenant SET state = ?2, name = ?3 WHERE tenant_id = ?1');

/**
 * Removes a tenant that holds no domains and no accounts any more. Its row stays, under a name that
 * nobody can ask for, because removed accounts still point to it.
 *
 * @throws {Refusal} `tenant.absent`, `tenant.in-use`.
 */
export const removeTenant = writeOperation(
  'removeTenant',
  function* (tx, { actor, tenantId }: { readonly actor: string; readonly tenantId: number }) {
    const tenant = yield* findTenant(tx, tenantId);
    const held = yield* tx.one(countContents, tenantId, directoryState.removed);
    if (held.domains > 0 || held.accounts > 0) {
      refuse(
        'tenant.in-use',
        `Tenant "${tenant.name}" still has ${held.domains} domains and ${held.accounts} accounts; ` +
          'remove them first',
      );
    }
    yield* tx.run(markRemoved, tenantId, directoryState.removed, `removed ${tenantId}`);
    yield* recordChange(tx, { tenantId, actor, action: 'tenant.remove', target: tenant.name });
  },
);
