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
  const changes = changedEmails(view, span);
  for (const [modseq, kind, messageId] of span.gone) {
    if (kind !== goneKind.message || !isWithin(span, modseq, messageId)) continue;
    // It may have been restored since then.
    if (view.rowOf(messageId) < 0) changes.push({ id: messageId, modseq, kind: 'destroyed' });
  }
  return firstChanges(changes, { max, span });
}

function changedEmails(view: AccountView, span: Span): Change[] {
  const { since } = span;
  const { count, messageId, modseq, createdModseq, mailboxId, visible } = view.columns;
  const changes: Change[] = [];
  for (let row = 0; row < count; row++) {
    const changed = modseq[row] ?? 0;
    if (changed < since.modseq || mailboxId[row] === 0) continue;
    const id = messageId[row] ?? 0;
    if (!isWithin(span, changed, id)) continue;
    const isNew = mayBeNew(since, createdModseq[row] ?? 0);
    const kind = visible[row] === 0 ? 'destroyed' : isNew ? 'created' : 'updated';
    changes.push({ id, modseq: changed, kind });
  }
  return changes;
}
