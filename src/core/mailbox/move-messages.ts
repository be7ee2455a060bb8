import type { Transfer, Transferred } from '#core/mailbox/copy-messages.ts';
import { findTarget } from '#core/mailbox/find-mailbox.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import { moveMessages as operation } from '#store/operations/message/move-messages.ts';

/**
 * Moves messages to another mailbox of the account, all or none (RFC 9051 §6.4.8); the view has
 * lost them when this returns.
 *
 * @throws {Refusal} `target.absent`.
 */
export async function moveMessages(
  mail: Mail,
  selected: SelectedMailbox,
  { uids, name }: Transfer,
): Promise<Transferred> {
  const { view } = selected;
  const { accountId, mailboxId } = view;
  const target = await findTarget(mail, accountId, name);
  if (uids.length === 0) return { uidValidity: target.uidValidity, pairs: [] };
  const moved = await mail.store.write(operation, {
    accountId,
    mailboxId,
    uids: [...uids],
    targetMailboxId: target.mailboxId,
  });
  await view.catchUp(moved.modseq);
  return moved;
}
