import { refuse } from '#base/refusal.ts';
import { credentialKind } from '#store/directory-state.ts';
import { writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { insertCredential } from '#store/operations/directory/insert-credential.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';

/** App passwords of one account: bounds what a login has to compare. Our choice. */
export const appPasswordsMax = 100;

const countCredentials = statement<{ count: number }>(
  'SELECT COUNT(*) AS "count" FROM credential WHERE account_id = ?1 AND kind = ?2',
);

export type AddAppPasswordInput = {
  readonly actor: string;
  readonly accountId: number;
  /** What the person calls the device. */
  readonly name: string;
  readonly hash: string;
  readonly scram: string;
  /** Protocols it opens; empty for all. */
  readonly scopes: readonly string[];
  /** Milliseconds since the epoch, or null for never. */
  readonly expiresAt: number | null;
};

/** Adds an app password. @throws {Refusal} `account.absent`, `credential.limit`. */
export const addAppPassword = writeOperation(
  'addAppPassword',
  function* (tx, { actor, ...row }: AddAppPasswordInput) {
    const account = yield* findAccount(tx, row.accountId);
    const { count } = yield* tx.one(countCredentials, row.accountId, credentialKind.appPassword);
    if (count >= appPasswordsMax) {
      refuse('credential.limit', `"${account.address}" has ${appPasswordsMax} app passwords`);
    }
    const credentialId = yield* insertCredential(tx, { kind: credentialKind.appPassword, ...row });
    const { name, scopes, expiresAt } = row;
    yield* recordChange(tx, {
      tenantId: account.tenantId,
      actor,
      action: 'app-password.create',
      target: account.address,
      detail: { credentialId, name, scopes, expiresAt },
    });
    return { credentialId };
  },
);
