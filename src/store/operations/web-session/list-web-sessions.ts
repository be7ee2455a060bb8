import { readOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { statement } from '#store/statement.ts';

export type WebSessionRow = {
  readonly sessionId: number;
  readonly method: string;
  readonly stay: number;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  readonly expiresAt: number;
  readonly userAgent: string;
  readonly remoteAddress: string;
};

const selectSessions = statement<WebSessionRow>(`
  SELECT session_id AS "sessionId", method AS "method", stay AS "stay", created_at AS "createdAt",
    last_used_at AS "lastUsedAt", expires_at AS "expiresAt", user_agent AS "userAgent",
    remote_address AS "remoteAddress"
  FROM web_session WHERE account_id = ?1 AND expires_at > ?2
  ORDER BY last_used_at DESC, session_id DESC`);

/** Browsers that are signed in to the account, the last used first. @throws {Refusal} */
export const listWebSessions = readOperation(
  'listWebSessions',
  function* (tx, { accountId }: { readonly accountId: number }) {
    yield* findAccount(tx, accountId);
    return yield* tx.all(selectSessions, accountId, tx.now);
  },
);
