import { writeOperation } from '#store/operation.ts';
import type { PruneInput } from '#store/operations/message/purge-recoverable.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Milliseconds in which failures fade to half: an hour. Our choice. */
export const fadeMs = 3_600_000;

/** Milliseconds after which a budget is forgotten: whatever it was, less than one failure is left. */
export const budgetMs = 24 * 3_600_000;

/** The first delay, in milliseconds; each further failure doubles it. Our choice. */
const firstDelayMs = 1_000;

/** Doublings that are worked out: more than any greatest delay needs. */
const doublingsMax = 30;

/** Failures are kept in thousandths, because they fade. */
const unit = 1_000;

/** What failures are counted under, and what they lead to. */
export type Budget = {
  /** A hash. */
  readonly key: string;
  /** Failures without a delay. */
  readonly free: number;
  /** The longest delay, in milliseconds. */
  readonly delayMsMax: number;
};

type BudgetRow = { readonly weight: number; readonly lastAt: number; readonly nextAt: number };

const selectBudget = statement<BudgetRow>(`
  SELECT weight AS "weight", last_at AS "lastAt", next_at AS "nextAt"
  FROM login_budget WHERE budget_key = ?1`);
const saveBudget = statement(`
  INSERT INTO login_budget (budget_key, weight, last_at, next_at) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (budget_key) DO UPDATE SET weight = excluded.weight, last_at = excluded.last_at,
    next_at = excluded.next_at`);
const deleteBudget = statement('DELETE FROM login_budget WHERE budget_key = ?1');
const selectOld = statement<[string]>(
  'SELECT budget_key FROM login_budget WHERE last_at < ?1 ORDER BY last_at LIMIT ?2',
);

/**
 * Takes one try from each budget, before it is known whether it fails, so that tries at the same
 * time count as well. With too many failures nothing is taken.
 *
 * @returns Milliseconds until the next try; 0 when this one may go on. It runs on a nearly full disk
 *   too, as signing in does.
 */
export const takeLoginTry = writeOperation(
  'takeLoginTry',
  function* (tx, { budgets }: { readonly budgets: readonly Budget[] }): Work<{ waitMs: number }> {
    const rows: (BudgetRow | undefined)[] = [];
    for (const { key } of budgets) rows.push(yield* tx.maybe(selectBudget, key));
    const waitMs = Math.max(0, ...rows.map((row) => (row?.nextAt ?? 0) - tx.now));
    if (waitMs > 0) return { waitMs };
    for (const [index, budget] of budgets.entries()) {
      const weight = faded(rows[index], tx.now) + unit;
      const nextAt = tx.now + delayMs(budget, Math.round(weight / unit));
      yield* tx.run(saveBudget, budget.key, weight, tx.now, nextAt);
    }
    return { waitMs: 0 };
  },
  { frees: true },
);

export type SettleLoginTryInput = {
  /** Budgets whose failures are forgotten: here the right person was. */
  readonly clear: readonly string[];
  /** Budgets that get their one try back. */
  readonly giveBack: readonly string[];
};

/** After a try that did not fail. */
export const settleLoginTry = writeOperation(
  'settleLoginTry',
  function* (tx, { clear, giveBack }: SettleLoginTryInput): Work<void> {
    for (const key of clear) yield* tx.run(deleteBudget, key);
    for (const key of giveBack) yield* giveTryBack(tx, key);
  },
  { frees: true },
);

/** Forgets failures that have faded. */
export const pruneLoginBudgets = writeOperation(
  'pruneLoginBudgets',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    const rows = yield* tx.table(selectOld, before, limit);
    for (const [key] of rows) yield* tx.run(deleteBudget, key);
    return { removed: rows.length };
  },
  { frees: true },
);

function* giveTryBack(tx: Tx, key: string): Work<void> {
  const row = yield* tx.maybe(selectBudget, key);
  if (row === undefined) return;
  const weight = Math.max(0, faded(row, tx.now) - unit);
  yield* tx.run(saveBudget, key, weight, tx.now, tx.now);
}

function faded(row: BudgetRow | undefined, now: number): number {
  if (row === undefined) return 0;
  return Math.round(row.weight * 0.5 ** (Math.max(0, now - row.lastAt) / fadeMs));
}

function delayMs({ free, delayMsMax }: Budget, failures: number): number {
  const over = Math.min(failures - free, doublingsMax);
  return over <= 0 ? 0 : Math.min(firstDelayMs * 2 ** (over - 1), delayMsMax);
}
