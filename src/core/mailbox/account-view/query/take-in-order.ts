import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type { EmailComparator, EmailQuery } from '#core/mailbox/account-view/query/email-query.ts';
import { firstTimes } from '#core/mailbox/account-view/query/first-times.ts';
import { filterTest } from '#core/mailbox/account-view/query/row-filter.ts';
import type { RowOrder } from '#core/mailbox/account-view/query/row-order.ts';
import type { Breather } from '#core/mailbox/breather.ts';

/** The results of a query. */
export type EmailResults = {
  /** Messages in order, the first ones at least that were needed. */
  readonly messageIds: Uint32Array;
  /** The state of the view that they show. */
  readonly modseq: number;
};

/** Rows judged between two looks at the clock: below a millisecond. */
const rowsPerLook = 8_192;

/** Walks that are given up because the view changed; the next one does not pause. Our choice. */
const restartsMax = 3;

type OrderedWalk = {
  readonly order: RowOrder;
  readonly first: EmailComparator;
  /** How many results are wanted; Infinity for all. */
  readonly needed: number;
  readonly breather: Breather;
};

/** Takes what matches from an order that is kept. */
export async function takeInOrder(
  view: AccountView,
  query: EmailQuery,
  walk: OrderedWalk,
): Promise<EmailResults> {
  for (let restarts = 0; ; restarts++) {
    await walk.order.prepare(walk.breather);
    const results = await walkOnce(view, query, { ...walk, pauses: restarts < restartsMax });
    if (results !== undefined) return results;
  }
}

/** One walk; undefined when the view changed during a pause. Otherwise rows and state belong together. */
async function walkOnce(
  view: AccountView,
  query: EmailQuery,
  { order, first, needed, breather, pauses }: OrderedWalk & { readonly pauses: boolean },
): Promise<EmailResults | undefined> {
  const rows = order.rows();
  const { count } = order;
  const { modseq, arrangement } = view;
  const { visible, messageId, threadId } = view.columns;
  const test = filterTest(view, query.filter);
  const isFirst = query.collapseThreads ? firstTimes(view) : undefined;
  const found = new Uint32Array(count);
  let length = 0;
  for (let at = 0; at < count && length < needed; at++) {
    const row = rows[first.isAscending ? at : count - 1 - at] ?? 0;
    const matches = visible[row] === 1 && test(row) === true;
    if (matches && (isFirst === undefined || isFirst(threadId[row] ?? 0))) {
      found[length++] = messageId[row] ?? 0;
    }
    if (pauses && at % rowsPerLook === 0 && breather.due) {
      await breather.breathe();
      if (view.modseq !== modseq || view.arrangement !== arrangement) return undefined;
      // Somebody takes changes in, or put new rows into the order.
      if (view.pulling || order.count !== count) return undefined;
    }
  }
  return { messageIds: found.subarray(0, length), modseq };
}
