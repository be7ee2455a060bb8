import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type { EmailComparator, EmailQuery } from '#core/mailbox/account-view/query/email-query.ts';
import { firstTimes } from '#core/mailbox/account-view/query/first-times.ts';
import { prepareInOrder } from '#core/mailbox/account-view/query/prepare-in-order.ts';
import { memoryOf } from '#core/mailbox/account-view/query/query-memory.ts';
import {
  filterTest,
  prepareFilter,
  type QueryTools,
} from '#core/mailbox/account-view/query/row-filter.ts';
import type { OrderedBy } from '#core/mailbox/account-view/query/row-order.ts';
import {
  keywordTest,
  type RowTest,
  threadTest,
} from '#core/mailbox/account-view/query/row-tests.ts';
import type { TextKey } from '#core/mailbox/account-view/query/sort-keys.ts';
import { sortRows } from '#core/mailbox/account-view/query/sort-rows.ts';
import { type EmailResults, takeInOrder } from '#core/mailbox/account-view/query/take-in-order.ts';

const newestFirst: EmailComparator = { by: 'receivedAt', isAscending: false };

/**
 * Finds the e-mails of an account that match, in order (RFC 8621 §4.4). E-mails that compare equal
 * are ordered by id, in the direction of the first comparator.
 *
 * @param needed How many results are wanted; Infinity for all.
 */
export async function runQuery(
  tools: QueryTools,
  view: AccountView,
  query: EmailQuery,
  needed: number,
): Promise<EmailResults> {
  const { filter, sort } = query;
  const [first = newestFirst, ...others] = sort;
  if (others.length === 0 && isOrdered(first.by)) {
    const order = memoryOf(view).order(first.by);
    if (needed === Infinity) await prepareFilter(tools, view, filter);
    else await prepareInOrder(tools, view, query, { order, first, needed });
    return await takeInOrder(view, query, { order, first, needed, breather: tools.breather });
  }
  await prepareFilter(tools, view, filter);
  return await takeSorted(tools, view, query);
}

function isOrdered(by: EmailComparator['by']): by is OrderedBy {
  return by === 'receivedAt' || by === 'sentAt' || by === 'size';
}

/** Sorts what matches by whatever is asked for. */
async function takeSorted(
  tools: QueryTools,
  view: AccountView,
  query: EmailQuery,
): Promise<EmailResults> {
  const { breather } = tools;
  await loadTextKeys(tools, view, query);
  const { messageId, threadId } = view.columns;
  const { modseq } = view;
  const rows = matchingRows(view, filterTest(view, query.filter));
  const ids = columnOf(messageId, rows);
  const threads = columnOf(threadId, rows);
  const isFirst = query.collapseThreads ? firstTimes(view) : undefined;
  const keys = query.sort.map((comparator) => keysOf(view, comparator, rows));
  // The view may change while this is sorted: ids, threads and keys stay as they were.
  const direction = query.sort[0]?.isAscending === false ? -1 : 1;
  const places = new Uint32Array(rows.length);
  for (let place = 0; place < places.length; place++) places[place] = place;
  const sorted = await sortRows(
    places,
    (left, right) => {
      for (const compare of keys) {
        const order = compare(left, right);
        if (order !== 0) return order;
      }
      return direction * (left - right);
    },
    breather,
  );
  const found = sorted.filter((place) => isFirst === undefined || isFirst(threads[place] ?? 0));
  return { messageIds: found.map((place) => ids[place] ?? 0), modseq };
}

function matchingRows(view: AccountView, test: RowTest): Uint32Array {
  const { visible, count } = view.columns;
  const rows = new Uint32Array(count);
  let length = 0;
  for (let row = 0; row < count; row++) {
    if (visible[row] === 1 && test(row) === true) rows[length++] = row;
  }
  return rows.subarray(0, length);
}

function columnOf(column: Uint32Array, rows: Uint32Array): Uint32Array {
  const values = new Uint32Array(rows.length);
  for (let place = 0; place < rows.length; place++) values[place] = column[rows[place] ?? 0] ?? 0;
  return values;
}

async function loadTextKeys(
  tools: QueryTools,
  view: AccountView,
  query: EmailQuery,
): Promise<void> {
  const { mail, breather } = tools;
  for (const { by } of query.sort) {
    if (!isTextKey(by)) continue;
    const rows = matchingRows(view, filterTest(view, query.filter));
    await memoryOf(view).keys(by).load(mail, { rows, breather });
  }
}

function isTextKey(by: EmailComparator['by']): by is TextKey {
  return by === 'from' || by === 'to' || by === 'subject';
}

/** Compares two places of the rows by one comparator. */
function keysOf(
  view: AccountView,
  comparator: EmailComparator,
  rows: Uint32Array,
): (left: number, right: number) => number {
  const sign = comparator.isAscending ? 1 : -1;
  const { by } = comparator;
  if (isTextKey(by)) {
    const kept = memoryOf(view).keys(by);
    const texts: string[] = [];
    for (const row of rows) texts.push(kept.of(row));
    return (left, right) => sign * compareTexts(texts[left] ?? '', texts[right] ?? '');
  }
  const value = valueOf(view, comparator);
  const numbers = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place++) numbers[place] = value(rows[place] ?? 0);
  return (left, right) => sign * ((numbers[left] ?? 0) - (numbers[right] ?? 0));
}

/** What of a row is a number: having a keyword counts more than not having it (RFC 8621 §4.4.2). */
function valueOf(view: AccountView, comparator: EmailComparator): (row: number) => number {
  switch (comparator.by) {
    case 'keyword':
      return numbered(keywordTest(view, comparator.keyword));
    case 'allInThread':
      return numbered(threadTest(view, { which: 'all', keyword: comparator.keyword }));
    case 'someInThread':
      return numbered(threadTest(view, { which: 'some', keyword: comparator.keyword }));
    case 'receivedAt':
    case 'sentAt':
    case 'size': {
      const column = view.columns[comparator.by];
      return (row) => column[row] ?? 0;
    }
    case 'from':
    case 'to':
    case 'subject':
      return () => 0; // Texts are compared by keysOf.
    default:
      return comparator satisfies never;
  }
}

function numbered(test: (row: number) => boolean): (row: number) => number {
  return (row) => Number(test(row));
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
