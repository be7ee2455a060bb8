import { refuse } from '#base/refusal.ts';
import { directoryState } from '#store/directory-state.ts';
import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { statement } from '#store/statement.ts';

const selectByName = statement<{ tenantId: number }>(
  'SELECT tenant_id AS "tenantId" FROM tenant WHERE name = ?1',
);
const insertTenant = statement(`
  INSERT INTO tenant (tenant_id, name, bytes_max, accounts_max, used_bytes, state, created_at)
  VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6)`);

export type CreateTenantInput = {
  readonly actor: string;
  /** Unique over the server. */
  readonly name: string;
  /** 0 is unlimited, here and below. */
  readonly bytesMax: number;
  readonly accountsMax: number;
};

/** Makes a tenant. @throws {Refusal} `tenant.exists`. */
export const createTenant = writeOperation(
  'createTenant',
  function* (tx, input: CreateTenantInput) {
    if ((yield* tx.maybe(selectByName, input.name)) !== undefined) {
      refuse('tenant.exists', `There is a tenant "${input.name}" already`);
    }
    const { actor, name, bytesMax, accountsMax } = input;
    const tenantId = yield* takeId(tx, 'tenant');
    yield* tx.run(
      insertTenant,
      tenantId,
      name,
      bytesMax,
      accountsMax,
      directoryState.active,
      tx.now,
    );
    const detail = { bytesMax, accountsMax };
    yield* recordChange(tx, { tenantId, actor, action: 'tenant.create', target: name, detail });
    return { tenantId };
  },
);
