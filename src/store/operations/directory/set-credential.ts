import { credentialKind } from '#store/directory-state.ts';
import { writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { insertCredential } from '#store/operations/directory/insert-credential.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { dropWebSessions } from '#store/operations/web-session/end-web-sessions.ts';
import { statement } from '#store/statement.ts';

const deletePassword = statement('DELETE FROM credential WHERE account_id = ?1 AND kind = ?2');

export type SetCredentialInput = {
  readonly actor: string;
  readonly accountId: number;
  /** PHC string of the password (core/auth/password-hash.ts). */
  readonly hash: string;
  /** SCRAM verifier as text (core/auth/scram-verifier.ts), or empty. */
  readonly scram: string;
  /** The web session of whoever changes it, which stays; every other one ends. */
  readonly keepSessionId?: number;
};

/** Replaces the account's password. App passwords stay. @throws {Refusal} `account.absent`. */
export const setCredential = writeOperation(
  'setCredential',
  function* (tx, { actor, accountId, hash, scram, keepSessionId = 0 }: SetCredentialInput) {
    const account = yield* findAccount(tx, accountId);
    yield* tx.run(deletePassword, accountId, credentialKind.password);
    const credentialId = yield* insertCredential(tx, {
      accountId,
      kind: credentialKind.password,
      name: 'Password',
      hash,
      scram,
      scopes: [],
      expiresAt: null,
    });
    yield* dropWebSessions(tx, accountId, keepSessionId);
    yield* recordChange(tx, {
      tenantId: account.tenantId,
      actor,
      action: 'account.password',
      target: account.address,
    });
    return { credentialId };
  },
);
