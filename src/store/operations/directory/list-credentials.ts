import { readOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { statement } from '#store/statement.ts';

export type CredentialRow = {
  readonly credentialId: number;
  readonly kind: number;
  readonly name: string;
  readonly hash: string;
  readonly scram: string;
  /** A JSON list. */
  readonly scopes: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly lastUsedAddress: string | null;
  readonly expiresAt: number | null;
};

export const selectCredentials = statement<CredentialRow>(`
  SELECT credential_id AS "credentialId", kind AS "kind", name AS "name", hash AS "hash",
    scram AS "scram", scopes AS "scopes", created_at AS "createdAt",
    last_used_at AS "lastUsedAt", last_used_address AS "lastUsedAddress",
    expires_at AS "expiresAt"
  FROM credential WHERE account_id = ?1 ORDER BY credential_id`);

/** The account's credentials, secrets included: for core/auth. @throws {Refusal} `account.absent`. */
export const listCredentials = readOperation(
  'listCredentials',
  function* (tx, { accountId }: { readonly accountId: number }) {
    yield* findAccount(tx, accountId);
    return yield* tx.all(selectCredentials, accountId);
  },
);
