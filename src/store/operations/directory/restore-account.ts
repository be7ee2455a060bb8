import { refuse } from '#base/refusal.ts';
import { addressKind, directoryState } from '#store/directory-state.ts';
import { writeOperation } from '#store/operation.ts';
import { checkAccountsMax } from '#store/operations/directory/create-account.ts';
import { findTenant } from '#store/operations/directory/find-tenant.ts';
import { checkFreeAddress, insertAddress } from '#store/operations/directory/insert-address.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { accountGraceMs } from '#store/operations/erasure/account-grace.ts';
import { statement } from '#store/statement.ts';

const selectRemoved = statement<{ tenantId: number; address: string; removedAt: number }>(`
  SELECT tenant_id AS "tenantId", address AS "address", removed_at AS "removedAt" FROM account
  WHERE account_id = ?1 AND state = ?2`);
const markActive = statement(
  'UPDATE account SET state = ?2, removed_at = NULL WHERE account_id = ?1',
);

/**
 * Brings a removed account back under its address, with its mail and its passwords, while
 * {@link accountGraceMs} are not over.
 *
 * @throws {Refusal} `account.absent`, `tenant.absent`, `tenant.accounts`, `domain.absent`,
 *   `domain.target`, `address.exists`.
 */
export const restoreAccount = writeOperation(
  'restoreAccount',
  function* (tx, { actor, accountId }: { readonly actor: string; readonly accountId: number }) {
    const account = yield* tx.maybe(selectRemoved, accountId, directoryState.removed);
    if (account === undefined) refuse('account.absent', `No removed account has id ${accountId}`);
    const { tenantId, address, removedAt } = account;
    const at = address.lastIndexOf('@');
    // Without a domain the erasure has begun, whatever the clock says.
    if (at < 0 || removedAt <= tx.now - accountGraceMs) {
      refuse('account.absent', `The time to restore "${address}" is over; its mail is erased`);
    }
    const tenant = yield* findTenant(tx, tenantId);
    const parts = { localPart: address.slice(0, at), domain: address.slice(at + 1) };
    const domain = yield* checkFreeAddress(tx, tenantId, parts);
    yield* checkAccountsMax(tx, tenant);

    yield* tx.run(markActive, accountId, directoryState.active);
    yield* insertAddress(tx, domain, {
      localPart: parts.localPart,
      kind: addressKind.account,
      accountId,
    });
    yield* recordChange(tx, { tenantId, actor, action: 'account.restore', target: address });
    return { address };
  },
);
