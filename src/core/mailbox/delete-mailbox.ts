import { findLevel } from '#core/mailbox/find-mailbox.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { deleteMailbox as operation } from '#store/operations/mailbox/delete-mailbox.ts';

/**
 * Deletes a mailbox with its messages, which stay recoverable; returns the id it had.
 *
 * @throws {Refusal} `mailbox.absent`, `mailbox.has-children`, `mailbox.inbox`.
 */
export async function deleteMailbox(mail: Mail, accountId: number, name: string): Promise<number> {
  const { mailboxId } = await findLevel(mail, accountId, name);
  await mail.store.write(operation, { accountId, mailboxId });
  return mailboxId;
}
