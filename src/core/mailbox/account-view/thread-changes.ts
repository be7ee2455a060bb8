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

/** Which threads changed (RFC 8621 §3.2); undefined when that cannot be known. */
export async function threadChanges(
  mail: Mail,
  accountId: number,
  { since, max }: { readonly since: ViewState; readonly max: number },
): Promise<Changes | undefined> {
  const view = await mail.accounts.open(accountId);
  const span = await spanSince(mail.store, view, since);
  if (span === undefined) return undefined;
  const list = new ChangeList();
  for (const [id, modseq] of touchedThreads(view, span)) {
    if (isWithin(span, modseq, id)) list.add(id, modseq);
  }
  return firstChanges(list, { max, span, kindOf: (id) => kindOf(view, since, id) });
}

/** When threads got, lost or hid a message last, at `since.modseq` and later. */
function touchedThreads(view: AccountView, { since, gone }: Span): ReadonlyMap<number, number> {
  const { count, threadId, threadModseq, mailboxId } = view.columns;
  const touched = new Map<number, number>();
  const touch = (thread: number, modseq: number): void => {
    if (thread > 0 && (touched.get(thread) ?? 0) < modseq) touched.set(thread, modseq);
  };
  for (let row = 0; row < count; row++) {
    const modseq = threadModseq[row] ?? 0;
    if (modseq >= since.modseq && mailboxId[row] !== 0) touch(threadId[row] ?? 0, modseq);
  }
  for (const [modseq, kind, objectId, ofThread] of gone) {
    if (kind === goneKind.message) touch(ofThread, modseq);
    else if (kind === goneKind.thread) touch(objectId, modseq);
  }
  return touched;
}

/** A thread was there at the state when one of its messages was; it may have been all the same. */
function kindOf(view: AccountView, since: ViewState, threadId: number): ChangeKind {
  const { threads, columns } = view;
  if (!threads.has(threadId)) return 'destroyed';
  for (let row = threads.first(threadId); row >= 0; row = threads.next(row)) {
    if (!mayBeNew(since, columns.threadModseq[row] ?? 0)) return 'updated';
  }
  return 'created';
}
