import type { Mail } from '#core/mailbox/mail.ts';
import { createMailbox as operation } from '#store/operations/mailbox/create-mailbox.ts';

/**
 * Makes a mailbox and the levels above that are missing; returns its id. A `/` at the end says that
 * children are to come and changes nothing (RFC 9051 §6.3.4).
 *
 * @throws {Refusal} `mailbox.exists`, `mailbox.name`, `limit.mailboxes`.
 */
export async function createMailbox(
  mail: Mail,
  accountId: number,
  wanted: { readonly name: string; readonly role: number },
): Promise<number> {
  const path = wanted.name.replace(/\/$/, '').split('/');
  const { mailboxId } = await mail.store.write(operation, { accountId, path, role: wanted.role });
  return mailboxId;
}
