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

/** Objects that changed, each with the modseq of its last change. */
export class ChangeList {
  readonly ids: number[] = [];
  readonly modseqs: number[] = [];

  add(id: number, modseq: number): void {
    this.ids.push(id);
    this.modseqs.push(modseq);
  }
}

/**
 * The first changes in the order of modseq and id, at most `max`, and the state after them.
 *
 * @param answer.kindOf What happened to an object; asked only for those that are told.
 */
export function firstChanges(
  list: ChangeList,
  answer: {
    readonly max: number;
    readonly span: Span;
    readonly kindOf: (id: number) => ChangeKind;
  },
): Changes {
  const { max, span, kindOf } = answer;
  const limit = Math.min(max, changesMax);
  if (list.ids.length <= limit) {
    const newState = stateAt(span.untilModseq);
    return { newState, hasMoreChanges: false, ...byKind(list.ids, kindOf) };
  }
  const { ids, modseq, through } = earliest(list, limit);
  const newState = { modseq, through, base: span.since.base };
  return { newState, hasMoreChanges: true, ...byKind(ids, kindOf) };
}

/** The `limit` earliest ones, and where the last one stands. Sorting plain numbers is quick. */
function earliest(
  { ids, modseqs }: ChangeList,
  limit: number,
): { readonly ids: readonly number[]; readonly modseq: number; readonly through: number } {
  const modseq = Float64Array.from(modseqs).toSorted()[limit - 1] ?? 0;
  const before: number[] = [];
  const then: number[] = [];
  for (const [index, at] of modseqs.entries()) {
    if (at > modseq) continue;
    (at < modseq ? before : then).push(ids[index] ?? 0);
  }
  const fitting = then.toSorted((left, right) => left - right).slice(0, limit - before.length);
  return { ids: [...before, ...fitting], modseq, through: fitting.at(-1) ?? 0 };
}

function byKind(
  ids: readonly number[],
  kindOf: (id: number) => ChangeKind,
): Pick<Changes, 'created' | 'updated' | 'destroyed'> {
  const lists: Record<ChangeKind, number[]> = { created: [], updated: [], destroyed: [] };
  for (const id of ids) lists[kindOf(id)].push(id);
  return lists;
}
