import { refuse } from '#base/refusal.ts';
import { credentialKind } from '#store/directory-state.ts';
import { writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';

const selectAppPassword = statement<{ name: string }>(`
  SELECT name AS "name" FROM credential
  WHERE account_id = ?1 AND credential_id = ?2 AND kind = ?3`);
const deleteCredential = statement(
  'DELETE FROM credential WHERE account_id = ?1 AND credential_id = ?2',
);

export type RevokeCredentialInput = {
  readonly actor: string;
  readonly accountId: number;
  readonly credentialId: number;
};

/** Takes an app password back at once. @throws {Refusal} `account.absent`, `credential.absent`. */
export const revokeCredential = writeOperation(
  'revokeCredential',
  function* (tx, { actor, accountId, credentialId }: RevokeCredentialInput) {
    const account = yield* findAccount(tx, accountId);
    const kind = credentialKind.appPassword;
    const found = yield* tx.maybe(selectAppPassword, accountId, credentialId, kind);
    if (found === undefined) {
      refuse('credential.absent', `"${account.address}" has no app password ${credentialId}`);
    }
    yield* tx.run(deleteCredential, accountId, credentialId);
    yield* recordChange(tx, {
      tenantId: account.tenantId,
      actor,
      action: 'app-password.revoke',
      target: account.address,
      detail: { credentialId, name: found.name },
    });
  },
);
