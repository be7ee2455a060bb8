import { directoryState } from '#store/directory-state.ts';
import { refuse } from '#base/refusal.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

export type TenantRow = {
  readonly tenantId: number;
  readonly name: string;
  readonly bytesMax: number;
  readonly accountsMax: number;
  readonly usedBytes: number;
  readonly state: number;
  readonly createdAt: number;
};

export const tenantColumns = `tenant_id AS "tenantId", name AS "name", bytes_max AS "bytesMax",
  accounts_max AS "accountsMax", used_bytes AS "usedBytes", state AS "state",
  created_at AS "createdAt"`;

const selectTenant = statement<TenantRow>(
  `SELECT ${tenantColumns} FROM tenant WHERE tenant_id = ?1`,
);

/** @throws {Refusal} `tenant.absent`, also for a removed one. */
export function* findTenant(tx: Tx, tenantId: number): Work<TenantRow> {
  const tenant = yield* tx.maybe(selectTenant, tenantId);
  if (tenant === undefined || tenant.state === directoryState.removed) {
    refuse('tenant.absent', `There is no tenant with id ${tenantId}`);
  }
  return tenant;
}
