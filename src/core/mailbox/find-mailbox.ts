import { Refusal, refuse } from '#base/refusal.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { type MailboxInfo, mailboxInfo } from '#core/mailbox/mailbox-info.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';

/** The mailbox of that name, or level of names. @throws {Refusal} `mailbox.absent`. */
export async function findLevel(mail: Mail, accountId: number, name: string): Promise<MailboxInfo> {
  const row = await mail.store.read(mailboxByPath, { accountId, path: name.split('/') });
  return mailboxInfo(row, name, false);
}

/** The mailbox of that name, which can hold messages. @throws {Refusal} `mailbox.absent`. */
export async function findMailbox(
  mail: Mail,
  accountId: number,
  name: string,
): Promise<MailboxInfo> {
  const mailbox = await findLevel(mail, accountId, name);
  if (!mailbox.selectable) refuse('mailbox.absent', `"${name}" only holds mailboxes`);
  return mailbox;
}

/** Refusals of {@link findTarget}. */
export type TargetRefusalCode =
  /** The peer may want to make the mailbox and try again (RFC 9051 §6.3.12, TRYCREATE). */
  'target.absent';

/** The mailbox that messages are to go to. @throws {Refusal} `target.absent`. */
export async function findTarget(
  mail: Mail,
  accountId: number,
  name: string,
): Promise<MailboxInfo> {
  try {
    return await findMailbox(mail, accountId, name);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'mailbox.absent') throw error;
    return refuse<TargetRefusalCode>('target.absent', `No mailbox "${name}" to put messages in`);
  }
}
