import { writeOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** Of those that are over, so many go with each use: more than come. */
const sliceRows = 10;

const deleteOver = statement(`
  DELETE FROM used_challenge WHERE challenge IN (
    SELECT challenge FROM used_challenge WHERE expires_at <= ?1 LIMIT ${sliceRows})`);
const insert = statement(`
  INSERT INTO used_challenge (challenge, expires_at) VALUES (?1, ?2)
  ON CONFLICT (challenge) DO NOTHING`);

export type UseChallengeInput = {
  /** Base64url. */
  readonly challenge: string;
  /** When it is over, in milliseconds since the epoch; until then it is remembered. */
  readonly expiresAt: number;
};

/** Uses up a challenge that was signed. @returns Whether nobody has used it, and it is not over. */
export const useChallenge = writeOperation(
  'useChallenge',
  function* (tx, { challenge, expiresAt }: UseChallengeInput): Work<{ isFirst: boolean }> {
    yield* tx.run(deleteOver, tx.now);
    if (expiresAt <= tx.now) return { isFirst: false };
    return { isFirst: (yield* tx.run(insert, challenge, expiresAt)) > 0 };
  },
  { frees: true },
);
