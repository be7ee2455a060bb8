import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import {
  type ChangeKind,
  ChangeList,
  type Changes,
  firstChanges,
  isWithin,
  type Span,
  spanSince,
} from '#core/mailbox/account-view/changes.ts';
import { mayBeNew, type ViewState } from '#core/mailbox/account-view/state.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { goneKind } from '#store/operations/message/gone-objects.ts';

/** Threads that are looked at to find the mailboxes that they are in; a client so far behind reads all. Ours. */
const touchedThreadsMax = 5_000;

export type MailboxChanges = Changes & {
  /** Of what was updated nothing but the counts changed (RFC 8621 §2.2). */
  readonly onlyCounts: boolean;
};

/** Which mailboxes changed (RFC 8621 §2.2); undefined when that cannot be known. */
export async function mailboxChanges(
  mail: Mail,
  accountId: number,
  { since, max }: { readonly since: ViewState; readonly max: number },
): Promise<MailboxChanges | undefined> {
  const view = await mail.accounts.open(accountId);
  const span = await spanSince(mail.store, view, since);
  if (span === undefined) return undefined;
  const counted = recounted(view, span);
  const list = new ChangeList();
  for (const [id, { row }] of view.mailboxes) {
    const modseq = Math.max(row.modseq, counted(id));
    if (isWithin(span, modseq, id)) list.add(id, modseq);
  }
  for (const [modseq, kind, id] of span.gone) {
    if (kind === goneKind.mailbox && isWithin(span, modseq, id)) list.add(id, modseq);
  }
  const kindOf = (id: number): ChangeKind => {
    const created = view.mailboxes.get(id)?.row.createdModseq;
    if (created === undefined) return 'destroyed';
    return mayBeNew(since, created) ? 'created' : 'updated';
  };
  const first = firstChanges(list, { max, span, kindOf });
  const onlyCounts = first.updated.every((id) => {
    const details = view.mailboxes.get(id)?.row.detailsModseq ?? 0;
    return !mayBeNew(since, details);
  });
  return { ...first, onlyCounts: onlyCounts && first.updated.length > 0 };
}

/**
 * When threads in each mailbox changed last, from `since.modseq` on: `unreadThreads` depends on
 * messages in other mailboxes too (RFC 8621 §2). Of very many threads it is said of every mailbox.
 */
function recounted(view: AccountView, span: Span): (mailboxId: number) => number {
  const { columns, threads } = view;
  const { since, gone, untilModseq } = span;
  const touched = new Map<number, number>();
  for (let row = 0; row < columns.count && touched.size <= touchedThreadsMax; row++) {
    const modseq = columns.modseq[row] ?? 0;
    if (modseq >= since.modseq) raise(touched, columns.threadId[row] ?? 0, modseq);
  }
  for (const [modseq, kind, , threadId] of gone) {
    if (kind === goneKind.message) raise(touched, threadId, modseq);
  }
  if (touched.size > touchedThreadsMax) return () => untilModseq;
  const mailboxes = new Map<number, number>();
  for (const [threadId, modseq] of touched) {
    for (let row = threads.first(threadId); row >= 0; row = threads.next(row)) {
      for (const mailboxId of view.mailboxesOf(row)) raise(mailboxes, mailboxId, modseq);
    }
  }
  return (mailboxId) => mailboxes.get(mailboxId) ?? 0;
}

function raise(map: Map<number, number>, id: number, modseq: number): void {
  if ((map.get(id) ?? 0) < modseq) map.set(id, modseq);
}

/** Mailboxes that were deleted since a state; undefined when that cannot be known. */
export async function goneMailboxes(
  mail: Mail,
  view: AccountView,
  since: ViewState,
): Promise<readonly number[] | undefined> {
  const span = await spanSince(mail.store, view, since);
  return span?.gone
    .filter(([modseq, kind, id]) => kind === goneKind.mailbox && isWithin(span, modseq, id))
    .map(([, , id]) => id);
}
