import { writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { findTenant } from '#store/operations/directory/find-tenant.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import {
  insertSuppression,
  type SuppressionDraft,
} from '#store/operations/suppression/insert-suppression.ts';

export type AddSuppressionInput = SuppressionDraft & { readonly actor: string };

/**
 * Puts an address on a suppression list.
 *
 * @throws {Refusal} `tenant.absent`, `account.absent`, `account.removed`.
 */
export const addSuppression = writeOperation(
  'addSuppression',
  function* (tx, { actor, ...draft }: AddSuppressionInput) {
    const { tenantId, accountId, address, reason, expiresAt } = draft;
    yield* findTenant(tx, tenantId);
    if (accountId !== 0) yield* findAccount(tx, accountId);
    yield* insertSuppression(tx, draft);
    const detail = { accountId, reason, expiresAt };
    const action = 'suppression.add';
    yield* recordChange(tx, { tenantId, actor, action, target: address, detail });
  },
);
