import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import {
  type ChangeKind,
  ChangeList,
  type Changes,
  firstChanges,
  isWithin,
  spanSince,
} from '#core/mailbox/account-view/changes.ts';
import { mayBeNew, type ViewState } from '#core/mailbox/account-view/state.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { goneKind } from '#store/operations/message/gone-objects.ts';

/**
 * What changed of the e-mails of an account (RFC 8621 §4.3); undefined when that cannot be known.
 * A message that lost \Deleted everywhere is created, one that got it is destroyed.
 */
export async function emailChanges(
  mail: Mail,
  accountId: number,
  { since, max }: { readonly since: ViewState; readonly max: number },
): Promise<Changes | undefined> {
  const view = await mail.accounts.open(accountId);
  const span = await spanSince(mail.store, view, since);
  if (span === undefined) return undefined;
  const list = new ChangeList();
  const { count, messageId, modseq, mailboxId } = view.columns;
  for (let row = 0; row < count; row++) {
    const changed = modseq[row] ?? 0;
    if (changed < since.modseq || mailboxId[row] === 0) continue;
    const id = messageId[row] ?? 0;
    if (isWithin(span, changed, id)) list.add(id, changed);
  }
  for (const [at, kind, id] of span.gone) {
    if (kind !== goneKind.message || !isWithin(span, at, id)) continue;
    // It may have been restored since then.
    if (view.rowOf(id) < 0) list.add(id, at);
  }
  return firstChanges(list, { max, span, kindOf: (id) => kindOf(view, since, id) });
}

function kindOf(view: AccountView, since: ViewState, messageId: number): ChangeKind {
  const row = view.rowOf(messageId);
  if (row < 0) return 'destroyed';
  return mayBeNew(since, view.columns.createdModseq[row] ?? 0) ? 'created' : 'updated';
}
