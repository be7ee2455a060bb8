import { writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

const saveUse = statement(`
  UPDATE credential SET last_used_at = ?3, last_used_address = ?4
  WHERE account_id = ?1 AND credential_id = ?2`);

export type TouchCredentialInput = {
  readonly accountId: number;
  readonly credentialId: number;
  /** The peer's IP address. */
  readonly remoteAddress: string;
};

/** Keeps when and from where a credential was used last. Not an audited change. */
export const touchCredential = writeOperation(
  'touchCredential',
  function* (tx, { accountId, credentialId, remoteAddress }: TouchCredentialInput) {
    yield* tx.run(saveUse, accountId, credentialId, tx.now, remoteAddress);
  },
);
