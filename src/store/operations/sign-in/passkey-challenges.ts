import { writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** Milliseconds in which a challenge has to be signed: people look for their keys. Our choice. */
export const challengeMs = 5 * 60_000;

/** Challenges kept at once; the oldest gives way: whoever asks for them needs no login. Our choice. */
export const challengesMax = 10_000;

/** Of the oldest, so many go at once, so that they are not counted each time. */
const sliceRows = 100;

const deleteOver = statement(`
  DELETE FROM passkey_challenge WHERE challenge IN (
    SELECT challenge FROM passkey_challenge WHERE expires_at <= ?1 LIMIT ${sliceRows})`);
const countAll = statement<{ count: number }>('SELECT COUNT(*) AS "count" FROM passkey_challenge');
const deleteOldest = statement(`
  DELETE FROM passkey_challenge WHERE challenge IN (
    SELECT challenge FROM passkey_challenge ORDER BY expires_at LIMIT ${sliceRows})`);
const insert = statement(
  'INSERT INTO passkey_challenge (challenge, account_id, expires_at) VALUES (?1, ?2, ?3)',
);
const selectOne = statement<{ accountId: number; expiresAt: number }>(`
  SELECT account_id AS "accountId", expires_at AS "expiresAt"
  FROM passkey_challenge WHERE challenge = ?1`);
const deleteOne = statement('DELETE FROM passkey_challenge WHERE challenge = ?1');

export type PasskeyChallenge = {
  /** Base64url. */
  readonly challenge: string;
  /** Who registers a passkey; 0 for signing in. */
  readonly accountId: number;
};

/** Keeps what an authenticator is to sign. */
export const keepChallenge = writeOperation(
  'keepChallenge',
  function* (tx, { challenge, accountId }: PasskeyChallenge): Work<void> {
    yield* tx.run(deleteOver, tx.now);
    const { count } = yield* tx.one(countAll);
    if (count >= challengesMax) yield* tx.run(deleteOldest);
    yield* tx.run(insert, challenge, accountId, tx.now + challengeMs);
  },
  { frees: true },
);

/** Takes a challenge, which nobody can take again. @returns Whether it was there for this purpose. */
export const takeChallenge = writeOperation(
  'takeChallenge',
  function* (tx, { challenge, accountId }: PasskeyChallenge): Work<{ taken: boolean }> {
    const row = yield* tx.maybe(selectOne, challenge);
    if (row === undefined || row.accountId !== accountId) return { taken: false };
    yield* tx.run(deleteOne, challenge);
    return { taken: row.expiresAt > tx.now };
  },
  { frees: true },
);
