import { writeOperation } from '#store/operation.ts';
import { sessionExpiry } from '#store/operations/web-session/session-life.ts';
import { statement } from '#store/statement.ts';

const selectSession = statement<{ stay: number; createdAt: number }>(`
  SELECT stay AS "stay", created_at AS "createdAt" FROM web_session
  WHERE account_id = ?1 AND session_id = ?2`);
const saveConfirmed = statement(`
  UPDATE web_session SET confirmed_at = ?3 WHERE account_id = ?1 AND session_id = ?2`);
const saveUse = statement(`
  UPDATE web_session SET last_used_at = ?3, expires_at = ?4, remote_address = ?5
  WHERE account_id = ?1 AND session_id = ?2`);

export type TouchWebSessionInput = {
  readonly accountId: number;
  readonly sessionId: number;
  /** The browser's IP address. */
  readonly remoteAddress: string;
};

/** Keeps when and from where a session was used, and lets it live on. Not an audited change. */
export const touchWebSession = writeOperation(
  'touchWebSession',
  function* (tx, { accountId, sessionId, remoteAddress }: TouchWebSessionInput) {
    const found = yield* tx.maybe(selectSession, accountId, sessionId);
    if (found === undefined) return;
    const { createdAt } = found;
    const expiresAt = sessionExpiry({ stay: found.stay === 1, createdAt, now: tx.now });
    yield* tx.run(saveUse, accountId, sessionId, tx.now, expiresAt, remoteAddress);
  },
);

export type ConfirmWebSessionInput = { readonly accountId: number; readonly sessionId: number };

/** Keeps that the person has just proved again who they are. */
export const confirmWebSession = writeOperation(
  'confirmWebSession',
  function* (tx, { accountId, sessionId }: ConfirmWebSessionInput) {
    yield* tx.run(saveConfirmed, accountId, sessionId, tx.now);
  },
);
