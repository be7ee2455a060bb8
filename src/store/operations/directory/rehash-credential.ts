import { writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

const replaceHash = statement(`
  UPDATE credential SET hash = ?4 WHERE account_id = ?1 AND credential_id = ?2 AND hash = ?3`);

export type RehashCredentialInput = {
  readonly accountId: number;
  readonly credentialId: number;
  /** What was verified; nothing happens when the password was changed since. */
  readonly from: string;
  readonly to: string;
};

/** Replaces a hash by one of the same password under greater parameters. */
export const rehashCredential = writeOperation(
  'rehashCredential',
  function* (tx, { accountId, credentialId, from, to }: RehashCredentialInput) {
    const changed = yield* tx.run(replaceHash, accountId, credentialId, from, to);
    return { changed: changed > 0 };
  },
);
