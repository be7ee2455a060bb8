import type { Mail } from '#core/mailbox/mail.ts';
import { addMailbox as add } from '#store/operations/mailbox/add-mailbox.ts';
import { deleteMailbox } from '#store/operations/mailbox/delete-mailbox.ts';
import { updateMailbox as update } from '#store/operations/mailbox/update-mailbox.ts';

/** What a mailbox says of itself; roles as in `mailbox-roles.ts`, 0 for none. */
export type MailboxDetails = {
  readonly name: string;
  /** 0 at the top. */
  readonly parentId: number;
  readonly role: number;
  readonly sortOrder: number;
  readonly subscribed: boolean;
};

/**
 * Makes a mailbox; returns its id.
 *
 * @throws {Refusal} `mailbox.absent` without the parent; `mailbox.name`, `mailbox.exists`,
 *   `mailbox.role`, `limit.mailboxes`.
 */
export async function addMailbox(
  mail: Mail,
  accountId: number,
  details: MailboxDetails,
): Promise<number> {
  const { mailboxId } = await mail.store.write(add, { accountId, ...details });
  return mailboxId;
}

/**
 * Changes what a mailbox says of itself.
 *
 * @throws {Refusal} `mailbox.absent`, `mailbox.name`, `mailbox.exists`, `mailbox.role`, `mailbox.inbox`.
 */
export async function updateMailbox(
  mail: Mail,
  accountId: number,
  change: Partial<MailboxDetails> & { readonly mailboxId: number },
): Promise<void> {
  await mail.store.write(update, { accountId, ...change });
}

/**
 * Deletes a mailbox; its messages stay recoverable.
 *
 * @param what.onlyEmpty Whether to refuse when it shows messages.
 * @throws {Refusal} `mailbox.absent`, `mailbox.has-children`, `mailbox.has-mail`, `mailbox.inbox`.
 */
export async function removeMailbox(
  mail: Mail,
  accountId: number,
  what: { readonly mailboxId: number; readonly onlyEmpty: boolean },
): Promise<void> {
  await mail.store.write(deleteMailbox, { accountId, ...what });
}
