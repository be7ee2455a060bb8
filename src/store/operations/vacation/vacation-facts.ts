import { readOperation } from '#store/operation.ts';
import { findAccount } from '#store/operations/directory/find-account.ts';
import type { Vacation } from '#store/operations/vacation/vacation.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** What a responder has to know of who is away. */
export type VacationFacts = Pick<Vacation, 'subject' | 'text' | 'html'> & {
  /** The account's primary address. */
  readonly address: string;
  readonly displayName: string;
  /** Language tag, as `de`. */
  readonly language: string;
};

const selectNow = statement<Pick<Vacation, 'subject' | 'text' | 'html'>>(`
  SELECT subject AS "subject", text AS "text", html AS "html" FROM vacation
  WHERE account_id = ?1 AND enabled = 1
    AND (from_at IS NULL OR from_at <= ?2) AND (to_at IS NULL OR to_at > ?2)`);

/** What is to be answered for an account at this moment; undefined where nothing is. */
export const vacationFacts = readOperation('vacationFacts', function* (tx, accountId: number): Work<
  VacationFacts | undefined
> {
  const words = yield* tx.maybe(selectNow, accountId, tx.now);
  if (words === undefined) return undefined;
  const { address, displayName, language } = yield* findAccount(tx, accountId);
  return { ...words, address, displayName, language };
});
