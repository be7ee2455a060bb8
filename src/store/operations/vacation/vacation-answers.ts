import { writeOperation } from '#store/operation.ts';
import type { PruneInput } from '#store/operations/message/purge-recoverable.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/**
 * Nobody is told twice within so many milliseconds that somebody is away: 7 days (RFC 5230 §4.1,
 * RFC 3834 §2).
 */
export const vacationAnswerMs = 7 * 86_400_000;

/**
 * Different senders that one account answers within {@link vacationAnswerMs}: whoever invents senders
 * makes nothing more of it. Our choice; a busy desk hears from some hundred.
 */
export const vacationAnswersMax = 5_000;

export type VacationAnswerInput = {
  readonly accountId: number;
  /** In lower case. */
  readonly sender: string;
};

const selectAnswer = statement<{ at: number }>(
  'SELECT at AS "at" FROM vacation_answer WHERE account_id = ?1 AND sender = ?2',
);
const countAnswers = statement<{ count: number }>(
  'SELECT COUNT(*) AS "count" FROM vacation_answer WHERE account_id = ?1 AND at > ?2',
);
const putAnswer = statement(`
  INSERT INTO vacation_answer (account_id, sender, at) VALUES (?1, ?2, ?3)
  ON CONFLICT (account_id, sender) DO UPDATE SET at = excluded.at`);
const selectOld = statement<[accountId: number, sender: string]>(
  'SELECT account_id, sender FROM vacation_answer WHERE at <= ?1 ORDER BY at LIMIT ?2',
);
const deleteAnswer = statement('DELETE FROM vacation_answer WHERE account_id = ?1 AND sender = ?2');

/** Takes the turn to answer a sender; `due` is false where that was done a while ago. */
export const takeVacationAnswer = writeOperation(
  'takeVacationAnswer',
  function* (tx, { accountId, sender }: VacationAnswerInput): Work<{ readonly due: boolean }> {
    const since = tx.now - vacationAnswerMs;
    const last = yield* tx.maybe(selectAnswer, accountId, sender);
    if (last !== undefined && last.at > since) return { due: false };
    const { count } = yield* tx.one(countAnswers, accountId, since);
    if (count >= vacationAnswersMax) return { due: false };
    yield* tx.run(putAnswer, accountId, sender, tx.now);
    return { due: true };
  },
);

/** Forgets who was answered, once they may be answered again. */
export const pruneVacationAnswers = writeOperation(
  'pruneVacationAnswers',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    const rows = yield* tx.table(selectOld, before, limit);
    for (const row of rows) yield* tx.run(deleteAnswer, ...row);
    return { removed: rows.length };
  },
);
