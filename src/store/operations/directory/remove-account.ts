import { directoryState } from '#store/directory-state.ts';
import { writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';

const selectLeading = statement<{ name: string }>(`
  SELECT alias.name AS "name" FROM alias_target
  JOIN alias ON alias.alias_id = alias_target.alias_id
  WHERE alias_target.target = ?1 ORDER BY alias.name`);
const deleteAddresses = statement('DELETE FROM address WHERE account_id = ?1');
const markRemoved = statement(
  'UPDATE account SET state = ?2, removed_at = ?3 WHERE account_id = ?1',
);

/**
 * Removes an account: its address is free at once and nobody logs in any more. Its mail and its
 * passwords stay until they are erased, so that `restoreAccount` can bring it back.
 *
 * @returns The aliases that still lead to its address.
 * @throws {Refusal} `account.absent`, `account.removed`.
 */
export const removeAccount = writeOperation(
  'removeAccount',
  function* (tx, { actor, accountId }: { readonly actor: string; readonly accountId: number }) {
    const { address, tenantId } = yield* findAccount(tx, accountId);
    const leading = yield* tx.all(selectLeading, address);
    yield* tx.run(deleteAddresses, accountId);
    yield* tx.run(markRemoved, accountId, directoryState.removed, tx.now);
    yield* recordChange(tx, { tenantId, actor, action: 'account.remove', target: address });
    return { aliases: leading.map(({ name }) => name) };
  },
);
