import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { isNews, stateAt, type ViewState } from '#core/mailbox/account-view/state.ts';
import { type GoneRow, goneObjects } from '#store/operations/message/gone-objects.ts';
import type { Store } from '#store/store.ts';

/** Changes told at once, whatever the client would take: the rest comes with further calls. Ours. */
export const changesMax = 10_000;

/** Rows of what is gone, asked for at once. */
const sliceRowsMax = 2_000;

/** Rows of what is gone that are read for one answer; a client so far behind starts anew. Ours. */
const goneRowsMax = 200_000;

export type ChangeKind = 'created' | 'updated' | 'destroyed';

/** The last change of one object. */
export type Change = {
  readonly id: number;
  readonly modseq: number;
  readonly kind: ChangeKind;
};

/** What a `/changes` method tells (RFC 8620 §5.2), ids as numbers. */
export type Changes = {
  readonly newState: ViewState;
  readonly hasMoreChanges: boolean;
  readonly created: readonly number[];
  readonly updated: readonly number[];
  readonly destroyed: readonly number[];
};

/** What an answer about changes covers. A view may move on meanwhile: that is for the next answer. */
export type Span = {
  readonly since: ViewState;
  readonly untilModseq: number;
  /** In the order of modseqs. */
  readonly gone: readonly GoneRow[];
};

/** Whether the span covers the last change of an object. */
export function isWithin({ since, untilModseq }: Span, modseq: number, objectId: number): boolean {
  return modseq <= untilModseq && isNews(since, modseq, objectId);
}

/**
 * The span from a state to what the view shows now; undefined when nobody knows any more what is
 * gone since then, or the account was never in that state.
 */
export async function spanSince(
  store: Store,
  view: AccountView,
  since: ViewState,
): Promise<Span | undefined> {
  const untilModseq = view.modseq;
  const gone = since.modseq > untilModseq ? undefined : await goneSince(store, view, since.modseq);
  return gone === undefined ? undefined : { since, untilModseq, gone };
}

async function goneSince(
  store: Store,
  view: AccountView,
  sinceModseq: number,
): Promise<readonly GoneRow[] | undefined> {
  const { accountId, modseq: throughModseq } = view;
  let after: readonly [number, number, number] = [sinceModseq, 0, 0];
  const all: GoneRow[] = [];
  while (all.length < goneRowsMax) {
    const input = { accountId, after, throughModseq, limit: sliceRowsMax };
    const rows = await store.read(goneObjects, input);
    if (rows === undefined) return undefined;
    for (const row of rows) all.push(row);
    const last = rows.at(-1);
    if (rows.length < sliceRowsMax || last === undefined) return all;
    after = [last[0], last[1], last[2]];
  }
  return undefined;
}

/** The first changes in the order of modseq and id, at most `max`, and the state after them. */
export function firstChanges(
  changes: readonly Change[],
  { max, span }: { readonly max: number; readonly span: Span },
): Changes {
  const limit = Math.min(max, changesMax);
  if (changes.length <= limit) {
    return { newState: stateAt(span.untilModseq), hasMoreChanges: false, ...byKind(changes) };
  }
  const told = earliest(changes, limit);
  const last = told.at(-1);
  const { base } = span.since;
  const newState = { modseq: last?.modseq ?? 0, through: last?.id ?? 0, base };
  return { newState, hasMoreChanges: true, ...byKind(told) };
}

/** The `limit` earliest ones, sorted. Sorting numbers is quick: only what is needed is compared. */
function earliest(changes: readonly Change[], limit: number): Change[] {
  const modseqs = Float64Array.from(changes, ({ modseq }) => modseq).toSorted();
  const border = modseqs[limit - 1] ?? 0;
  return changes
    .filter(({ modseq }) => modseq <= border)
    .toSorted((left, right) => left.modseq - right.modseq || left.id - right.id)
    .slice(0, limit);
}

function byKind(changes: readonly Change[]): Pick<Changes, 'created' | 'updated' | 'destroyed'> {
  const lists: Record<ChangeKind, number[]> = { created: [], updated: [], destroyed: [] };
  for (const { id, kind } of changes) lists[kind].push(id);
  return lists;
}
