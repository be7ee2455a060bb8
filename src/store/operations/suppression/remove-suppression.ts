import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';

const deleteRow = statement(
  'DELETE FROM suppression WHERE account_id = ?1 AND tenant_id = ?2 AND address = ?3',
);

export type RemoveSuppressionInput = {
  readonly actor: string;
  readonly tenantId: number;
  /** 0 for the tenant's list. */
  readonly accountId: number;
  readonly address: string;
};

/** Refusals of the suppression operations. */
export type SuppressionRefusalCode = 'suppression.absent';

/** Takes an address off a suppression list. @throws {Refusal} `suppression.absent`. */
export const removeSuppression = writeOperation(
  'removeSuppression',
  function* (tx, { actor, tenantId, accountId, address }: RemoveSuppressionInput) {
    if ((yield* tx.run(deleteRow, accountId, tenantId, address)) === 0) {
      refuse<SuppressionRefusalCode>('suppression.absent', `"${address}" is not on that list`);
    }
    const detail = { accountId };
    const action = 'suppression.remove';
    yield* recordChange(tx, { tenantId, actor, action, target: address, detail });
  },
);
