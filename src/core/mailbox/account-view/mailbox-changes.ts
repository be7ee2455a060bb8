import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import {
  type Change,
  type Changes,
  firstChanges,
  isWithin,
  type Span,
  spanSince,
} from '#core/mailbox/account-view/changes.ts';
import { mayBeNew, type ViewState } from '#core/mailbox/account-view/state.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { goneKind } from '#store/operations/message/gone-objects.ts';

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
  const changes: Change[] = [];
  for (const [id, { row }] of view.mailboxes) {
    const modseq = Math.max(row.modseq, counted.get(id) ?? 0);
    if (!isWithin(span, modseq, id)) continue;
    const kind = mayBeNew(since, row.createdModseq) ? 'created' : 'updated';
    changes.push({ id, modseq, kind });
  }
  for (const [modseq, kind, id] of span.gone) {
    if (kind !== goneKind.mailbox || !isWithin(span, modseq, id)) continue;
    changes.push({ id, modseq, kind: 'destroyed' });
  }
  const first = firstChanges(changes, { max, span });
  const onlyCounts = first.updated.every((id) => {
    const details = view.mailboxes.get(id)?.row.detailsModseq ?? 0;
    return !mayBeNew(since, details);
  });
  return { ...first, onlyCounts: onlyCounts && first.updated.length > 0 };
}

/**
 * When threads in each mailbox changed last, from `since.modseq` on: `unreadThreads` depends on
 * messages in other mailboxes too (RFC 8621 §2).
 */
function recounted(view: AccountView, { since, gone }: Span): ReadonlyMap<number, number> {
  const { columns, threads } = view;
  const touched = new Map<number, number>();
  for (let row = 0; row < columns.count; row++) {
    const modseq = columns.modseq[row] ?? 0;
    if (modseq >= since.modseq) raise(touched, columns.threadId[row] ?? 0, modseq);
  }
  for (const [modseq, kind, , threadId] of gone) {
    if (kind === goneKind.message) raise(touched, threadId, modseq);
  }
  const mailboxes = new Map<number, number>();
  for (const [threadId, modseq] of touched) {
    for (let row = threads.first(threadId); row >= 0; row = threads.next(row)) {
      for (const mailboxId of view.mailboxesOf(row)) raise(mailboxes, mailboxId, modseq);
    }
  }
  return mailboxes;
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
