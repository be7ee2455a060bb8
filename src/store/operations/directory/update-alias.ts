import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { targetsMax } from '#store/operations/directory/create-alias.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';

const selectAlias = statement<{ name: string }>(
  'SELECT name AS "name" FROM alias WHERE alias_id = ?1 AND tenant_id = ?2',
);
const selectTargets = statement<{ target: string }>(
  'SELECT target AS "target" FROM alias_target WHERE alias_id = ?1',
);
const insertTarget = statement('INSERT INTO alias_target (alias_id, target) VALUES (?1, ?2)');
const deleteTarget = statement('DELETE FROM alias_target WHERE alias_id = ?1 AND target = ?2');

export type UpdateAliasInput = {
  readonly actor: string;
  readonly tenantId: number;
  readonly aliasId: number;
  /** Normalised addresses; those that are there, or not, already are no matter. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
};

/**
 * Changes where an alias, a group or a catch-all leads.
 *
 * @throws {Refusal} `alias.absent`, `alias.targets` when none would be left or too many.
 */
export const updateAlias = writeOperation(
  'updateAlias',
  function* (tx, { actor, tenantId, aliasId, add, remove }: UpdateAliasInput) {
    const alias = yield* tx.maybe(selectAlias, aliasId, tenantId);
    if (alias === undefined) refuse('alias.absent', `There is no alias with id ${aliasId}`);
    const { name } = alias;
    const rows = yield* tx.all(selectTargets, aliasId);
    const before = new Set(rows.map(({ target }) => target));
    const after = before.union(new Set(add)).difference(new Set(remove));
    if (after.size === 0 || after.size > targetsMax) {
      refuse('alias.targets', `"${name}" needs 1 to ${targetsMax} targets, not ${after.size}`);
    }
    const added = [...after.difference(before)];
    const removed = [...before.difference(after)];
    for (const target of added) yield* tx.run(insertTarget, aliasId, target);
    for (const target of removed) yield* tx.run(deleteTarget, aliasId, target);
    const detail = { added, removed };
    yield* recordChange(tx, { tenantId, actor, action: 'alias.update', target: name, detail });
  },
);
