import { findLevel } from '#core/mailbox/find-mailbox.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { renameMailbox as operation } from '#store/operations/mailbox/rename-mailbox.ts';

/**
 * Renames a mailbox with its children; of INBOX only the messages go (RFC 9051 §6.3.6).
 *
 * @throws {Refusal} `mailbox.absent`, `mailbox.exists`, `mailbox.name`.
 */
export async function renameMailbox(
  mail: Mail,
  accountId: number,
  names: { readonly from: string; readonly to: string },
): Promise<void> {
  const { mailboxId } = await findLevel(mail, accountId, names.from);
  await mail.store.write(operation, { accountId, mailboxId, path: names.to.split('/') });
}
