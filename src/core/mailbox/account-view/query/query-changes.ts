import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { type Span, spanSince } from '#core/mailbox/account-view/changes.ts';
import type { EmailQuery } from '#core/mailbox/account-view/query/email-query.ts';
import type { QueryTools } from '#core/mailbox/account-view/query/row-filter.ts';
import { runQuery } from '#core/mailbox/account-view/query/run-query.ts';
import { isNews, type ViewState } from '#core/mailbox/account-view/state.ts';
import { conditionsOf } from '#proto/jmap/filter.ts';
import { goneKind } from '#store/operations/message/gone-objects.ts';

/** Messages told as changed; a client so far behind asks anew, which is quicker. Our choice. */
const changedMax = 10_000;

/** What changed in the results of a query (RFC 8620 §5.6). */
export type QueryChanges = {
  /** May name what never was a result; what moved is named here and in `added`. */
  readonly removed: readonly number[];
  /** In the order of their places in the new results. */
  readonly added: readonly { readonly id: number; readonly index: number }[];
  readonly total: number;
  /** The state of the new results. */
  readonly modseq: number;
};

/**
 * What changed in the results since a state; undefined when that cannot be known, or is more
 * than asking anew.
 *
 * Nobody remembers the old results. But the place of a message can only have changed when something
 * of it did, or, where a thread decides, of its thread: all those are taken out, and put in again
 * where they are now. Where nothing matters that ever changes, those that came and went are enough.
 *
 * @param asked.upToId The last result that the client has; what is behind it is left out where
 *   nothing that matters can change.
 */
export async function queryChanges(
  tools: QueryTools,
  view: AccountView,
  asked: {
    readonly query: EmailQuery;
    readonly since: ViewState;
    readonly upToId: number | undefined;
  },
): Promise<QueryChanges | undefined> {
  const { query, since, upToId } = asked;
  const results = await runQuery(tools, view, query, Infinity);
  const span = await spanSince(tools.mail.store, view, since);
  if (span === undefined) return undefined;
  const immutable = isImmutable(query);
  const changed = changedMessages(view, span, { threads: dependsOnThreads(query), immutable });
  if (changed.size > changedMax) return undefined;
  const { messageIds, modseq } = results;
  const last = upToId === undefined || !immutable ? -1 : messageIds.indexOf(upToId);
  const end = last < 0 ? messageIds.length : last + 1;
  const added: { readonly id: number; readonly index: number }[] = [];
  for (let index = 0; index < end; index++) {
    const id = messageIds[index] ?? 0;
    if (changed.has(id)) added.push({ id, index });
  }
  return { removed: [...changed], added, total: messageIds.length, modseq };
}

/** Whether a message can become a result by what happens to another one of its thread. */
function dependsOnThreads({ filter, sort, collapseThreads }: EmailQuery): boolean {
  if (collapseThreads) return true;
  if (sort.some(({ by }) => by === 'allInThread' || by === 'someInThread')) return true;
  return conditionsOf(filter).some((conditions) => conditions.some(({ on }) => on === 'thread'));
}

/** Whether nothing that the query looks at ever changes of a message. */
function isImmutable(query: EmailQuery): boolean {
  if (dependsOnThreads(query) || query.sort.some(({ by }) => by === 'keyword')) return false;
  return conditionsOf(query.filter).every((conditions) =>
    conditions.every(({ on }) => on !== 'mailbox' && on !== 'otherMailbox' && on !== 'keyword'),
  );
}

/**
 * Messages that changed, are gone or out of sight, with `threads` all others of their threads; with
 * `immutable` only those that came into sight or went.
 */
function changedMessages(
  view: AccountView,
  span: Span,
  { threads, immutable }: { readonly threads: boolean; readonly immutable: boolean },
): Set<number> {
  const { columns } = view;
  const { since, gone } = span;
  const changed = new Set<number>();
  const touched = new Set<number>();
  for (let row = 0; row < columns.count && changed.size <= changedMax; row++) {
    const id = columns.messageId[row] ?? 0;
    const sameIfShown = immutable && columns.visible[row] === 1;
    const modseq = sameIfShown ? columns.createdModseq[row] : columns.modseq[row];
    if (!isNews(since, modseq ?? 0, id)) continue;
    changed.add(id);
    touched.add(columns.threadId[row] ?? 0);
  }
  for (const [modseq, kind, id, threadId] of gone) {
    if (kind !== goneKind.message || !isNews(since, modseq, id)) continue;
    changed.add(id);
    touched.add(threadId);
  }
  if (!threads || changed.size > changedMax) return changed;
  for (const threadId of touched) {
    for (let row = view.threads.first(threadId); row >= 0; row = view.threads.next(row)) {
      changed.add(columns.messageId[row] ?? 0);
    }
  }
  return changed;
}
