import { writeOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import { recordEvent } from '#store/operations/directory/record-change.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import { sessionExpiry } from '#store/operations/web-session/session-life.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** Sessions of one account; the one that was not used for longest gives way. Our choice. */
export const webSessionsMax = 100;

const insert = statement(`
  INSERT INTO web_session (account_id, session_id, key_hash, credential_id, method, stay,
    created_at, last_used_at, confirmed_at, expires_at, user_agent, remote_address)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?7, ?8, ?9, ?10)`);
const deleteSurplus = statement(`
  DELETE FROM web_session WHERE account_id = ?1 AND (expires_at <= ?2 OR session_id IN (
    SELECT session_id FROM web_session WHERE account_id = ?1
    ORDER BY last_used_at DESC, session_id DESC LIMIT 1000 OFFSET ${webSessionsMax - 1}))`);

export type AddWebSessionInput = {
  readonly accountId: number;
  /** Base64url of the SHA-256 of the key. */
  readonly keyHash: string;
  /** What was shown. */
  readonly credentialId: number;
  readonly method: 'password' | 'code' | 'passkey';
  readonly stay: boolean;
  readonly userAgent: string;
  /** The browser's IP address. */
  readonly remoteAddress: string;
};

/**
 * Opens a session. It runs on a nearly full disk too: who is to make room has to get in.
 *
 * @throws {Refusal} `account.absent`, `account.removed`.
 */
export const addWebSession = writeOperation(
  'addWebSession',
  function* (tx, input: AddWebSessionInput): Work<{ sessionId: number }> {
    const { accountId, keyHash, credentialId, method, stay, userAgent, remoteAddress } = input;
    const { tenantId, address } = yield* findAccount(tx, accountId);
    yield* tx.run(deleteSurplus, accountId, tx.now);
    const sessionId = yield* takeId(tx, 'web_session');
    yield* tx.run(
      insert,
      accountId,
      sessionId,
      keyHash,
      credentialId,
      method,
      stay ? 1 : 0,
      tx.now,
      sessionExpiry({ stay, createdAt: tx.now, now: tx.now }),
      userAgent,
      remoteAddress,
    );
    yield* recordEvent(tx, {
      tenantId,
      actor: address,
      action: 'session.open',
      target: address,
      detail: { sessionId, method, remoteAddress },
    });
    return { sessionId };
  },
  { frees: true },
);
