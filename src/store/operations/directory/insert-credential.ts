import { takeId } from '#store/operations/directory/take-id.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const insert = statement(`
  INSERT INTO credential (account_id, credential_id, kind, name, hash, scram, scopes, created_at,
    expires_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)`);

/** Writes a credential's row and returns its id, unique over the server and never used twice. */
export function* insertCredential(
  tx: Tx,
  row: {
    readonly accountId: number;
    readonly kind: number;
    readonly name: string;
    readonly hash: string;
    readonly scram: string;
    readonly scopes: readonly string[];
    readonly expiresAt: number | null;
  },
): Work<number> {
  const credentialId = yield* takeId(tx, 'credential');
  const { accountId, kind, name, hash, scram, scopes, expiresAt } = row;
  yield* tx.run(
    insert,
    accountId,
    credentialId,
    kind,
    name,
    hash,
    scram,
    JSON.stringify(scopes),
    tx.now,
    expiresAt,
  );
  return credentialId;
}
