import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';

const selectAlias = statement<{ name: string }>(
  'SELECT name AS "name" FROM alias WHERE alias_id = ?1 AND tenant_id = ?2',
);
const deleteTargets = statement('DELETE FROM alias_target WHERE alias_id = ?1');
const deleteAddress = statement('DELETE FROM address WHERE alias_id = ?1');
const deleteAlias = statement('DELETE FROM alias WHERE alias_id = ?1');

export type RemoveAliasInput = {
  readonly actor: string;
  readonly tenantId: number;
  readonly aliasId: number;
};

/** Removes an alias, a group or a catch-all. @throws {Refusal} `alias.absent`. */
export const removeAlias = writeOperation(
  'removeAlias',
  function* (tx, { actor, tenantId, aliasId }: RemoveAliasInput) {
    const alias = yield* tx.maybe(selectAlias, aliasId, tenantId);
    if (alias === undefined) refuse('alias.absent', `There is no alias with id ${aliasId}`);
    yield* tx.run(deleteTargets, aliasId);
    yield* tx.run(deleteAddress, aliasId);
    yield* tx.run(deleteAlias, aliasId);
    yield* recordChange(tx, { tenantId, actor, action: 'alias.remove', target: alias.name });
  },
);
