import { findTarget } from '#core/mailbox/find-mailbox.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import { copyMessages as operation } from '#store/operations/message/copy-messages.ts';

/** Where messages went: pairs of source and target UID, both ascending. */
export type Transferred = {
  readonly uidValidity: number;
  readonly pairs: readonly (readonly [source: number, target: number])[];
};

/** What goes where. */
export type Transfer = { readonly uids: readonly number[]; readonly name: string };

/**
 * Copies messages with their flags to another mailbox of the account, all or none
 * (RFC 9051 §6.4.7).
 *
 * @throws {Refusal} `target.absent`, `mailbox.full`.
 */
export async function copyMessages(
  mail: Mail,
  selected: SelectedMailbox,
  { uids, name }: Transfer,
): Promise<Transferred> {
  const { accountId, mailboxId } = selected.view;
  const target = await findTarget(mail, accountId, name);
  if (uids.length === 0) return { uidValidity: target.uidValidity, pairs: [] };
  return mail.store.write(operation, {
    accountId,
    mailboxId,
    uids: [...uids],
    targetMailboxId: target.mailboxId,
  });
}
