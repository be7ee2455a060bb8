import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type { EmailComparator, EmailQuery } from '#core/mailbox/account-view/query/email-query.ts';
import { firstTimes } from '#core/mailbox/account-view/query/first-times.ts';
import { judgeTexts } from '#core/mailbox/account-view/query/judge-texts.ts';
import { memoryOf } from '#core/mailbox/account-view/query/query-memory.ts';
import {
  filterTest,
  judgedConditions,
  type QueryTools,
} from '#core/mailbox/account-view/query/row-filter.ts';
import type { RowOrder } from '#core/mailbox/account-view/query/row-order.ts';

/** Messages looked at before the results are counted for the first time: one batch. Our choice. */
const batchMessagesMin = 200;

/** Messages looked at before the results are counted again: a count takes some milliseconds. Ours. */
const batchMessagesMax = 3_200;

type Walk = {
  readonly order: RowOrder;
  readonly first: EmailComparator;
  /** How many results are wanted. */
  readonly needed: number;
};

/**
 * Looks at messages in the order of the results, until there are as many as are wanted: the first page
 * of a search does not wait for the whole account.
 */
export async function prepareInOrder(
  { mail, breather, signal }: QueryTools,
  view: AccountView,
  query: EmailQuery,
  walk: Walk,
): Promise<void> {
  const conditions = judgedConditions(view, query.filter);
  if (conditions.length === 0) return;
  const { verdicts } = memoryOf(view);
  let batch = batchMessagesMin;
  // Each round judges as many messages, or all that are left.
  for (let rounds = view.columns.count / batch + 1; rounds > 0; rounds--) {
    await walk.order.prepare(breather);
    const undecided = undecidedInOrder(view, query, { ...walk, batch });
    if (undecided.length === 0) return;
    await judgeTexts(mail, { view, verdicts, conditions, breather, signal }, undecided);
    batch = Math.min(2 * batch, batchMessagesMax);
  }
}

/** The first undecided messages before the last result that is wanted. */
function undecidedInOrder(
  view: AccountView,
  query: EmailQuery,
  { order, first, needed, batch }: Walk & { readonly batch: number },
): number[] {
  const rows = order.rows();
  const { count } = order;
  const { visible, messageId, threadId } = view.columns;
  const test = filterTest(view, query.filter);
  const isFirst = query.collapseThreads ? firstTimes(view) : undefined;
  const undecided: number[] = [];
  let found = 0;
  for (let at = 0; at < count && found < needed && undecided.length < batch; at++) {
    const row = rows[first.isAscending ? at : count - 1 - at] ?? 0;
    if (visible[row] !== 1) continue;
    const match = test(row);
    if (match === undefined) undecided.push(messageId[row] ?? 0);
    else if (match && (isFirst === undefined || isFirst(threadId[row] ?? 0))) found++;
  }
  return undecided;
}
