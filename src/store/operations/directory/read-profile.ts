import { readOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';

/** What a person sees of the own account. @throws {Refusal} `account.absent`, `account.removed`. */
export const readProfile = readOperation('readProfile', function* (tx, accountId: number) {
  const { address, displayName, language, admin } = yield* findAccount(tx, accountId);
  return { address, displayName, language, admin };
});
