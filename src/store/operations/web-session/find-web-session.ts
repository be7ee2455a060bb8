import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

/** A session that opens an account now. */
export type FoundWebSession = {
  readonly sessionId: number;
  readonly accountId: number;
  readonly tenantId: number;
  /** The account's primary address. */
  readonly address: string;
  readonly credentialId: number;
  readonly stay: number;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly confirmedAt: number;
};

const selectByKey = statement<FoundWebSession>(`
  SELECT web_session.session_id AS "sessionId", account.account_id AS "accountId",
    account.tenant_id AS "tenantId", account.address AS "address",
    web_session.credential_id AS "credentialId", web_session.stay AS "stay",
    web_session.created_at AS "createdAt", web_session.last_used_at AS "lastUsedAt",
    web_session.confirmed_at AS "confirmedAt"
  FROM web_session
  JOIN account ON account.account_id = web_session.account_id
  JOIN tenant ON tenant.tenant_id = account.tenant_id
  WHERE web_session.key_hash = ?1 AND web_session.expires_at > ?2
    AND account.state = 1 AND tenant.state = 1
    AND EXISTS (SELECT 1 FROM address JOIN domain ON domain.domain_id = address.domain_id
      WHERE address.account_id = account.account_id AND domain.state = 1)`);

/** The session of a key, by its hash; undefined when it opens nothing (any more). */
export const findWebSession = readOperation(
  'findWebSession',
  function* (tx, { keyHash }: { readonly keyHash: string }) {
    return yield* tx.maybe(selectByKey, keyHash, tx.now);
  },
);
