import { refuse } from '#base/refusal.ts';
import { findMailbox } from '#core/mailbox/find-mailbox.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';

/**
 * Opens a mailbox for a peer (RFC 9051 §6.3.2); {@link SelectedMailbox.leave} ends it.
 *
 * @throws {Refusal} `mailbox.absent`.
 */
export async function selectMailbox(
  mail: Mail,
  accountId: number,
  wanted: { readonly name: string; readonly readOnly: boolean },
): Promise<SelectedMailbox> {
  const { mailboxId } = await findMailbox(mail, accountId, wanted.name);
  const view = await mail.views.open(accountId, mailboxId);
  if (view.gone) refuse('mailbox.absent', `Mailbox "${wanted.name}" was deleted meanwhile`);
  return new SelectedMailbox(view, wanted.readOnly);
}
