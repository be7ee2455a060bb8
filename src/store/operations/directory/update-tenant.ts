import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { findTenant } from '#store/operations/directory/find-tenant.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';

const selectNamesake = statement<{ tenantId: number }>(
  'SELECT tenant_id AS "tenantId" FROM tenant WHERE name = ?1 AND tenant_id <> ?2',
);
const saveTenant = statement(
  'UPDATE tenant SET name = ?2, bytes_max = ?3, accounts_max = ?4, state = ?5 WHERE tenant_id = ?1',
);

export type UpdateTenantInput = {
  readonly actor: string;
  readonly tenantId: number;
  readonly name?: string;
  readonly bytesMax?: number;
  readonly accountsMax?: number;
  /** Active or disabled. */
  readonly state?: 1 | 2;
};

/** Changes what is given. @throws {Refusal} `tenant.absent`, `tenant.exists`. */
export const updateTenant = writeOperation(
  'updateTenant',
  function* (tx, { actor, tenantId, ...changes }: UpdateTenantInput) {
    const before = yield* findTenant(tx, tenantId);
    const after = { ...before, ...changes };
    if ((yield* tx.maybe(selectNamesake, after.name, tenantId)) !== undefined) {
      refuse('tenant.exists', `There is a tenant "${after.name}" already`);
    }
    const { name, bytesMax, accountsMax, state } = after;
    yield* tx.run(saveTenant, tenantId, name, bytesMax, accountsMax, state);
    yield* recordChange(tx, {
      tenantId,
      actor,
      action: 'tenant.update',
      target: before.name,
      detail: changes,
    });
  },
);
