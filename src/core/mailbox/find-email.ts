import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import type { EmailToRead } from '#core/mailbox/read-emails.ts';
import type { EmailPlace } from '#proto/jmap/email/email-object.ts';
import { formatId } from '#proto/jmap/ids.ts';
import { messageAttribute } from '#store/message-attribute.ts';

/** A message as the account's view knows it. */
export type FoundEmail = EmailToRead & { readonly place: EmailPlace };

/** A message that JMAP sees; undefined for any other. */
export function findEmail(view: AccountView, messageId: number): FoundEmail | undefined {
  const row = view.rowOf(messageId);
  if (row < 0) return undefined;
  const { columns } = view;
  const attributes = columns.attributes[row] ?? 0;
  const judged = (attributes & messageAttribute.judged) !== 0;
  return {
    messageId,
    blobId: columns.blobId[row] ?? 0,
    size: columns.size[row] ?? 0,
    place: {
      id: formatId('e', messageId),
      threadId: formatId('t', columns.threadId[row] ?? 0),
      mailboxIds: view.mailboxesOf(row).map((mailboxId) => formatId('m', mailboxId)),
      keywords: view.keywordsOf(row),
      receivedAt: columns.receivedAt[row] ?? 0,
      hasAttachment: judged ? (attributes & messageAttribute.attachment) !== 0 : undefined,
    },
  };
}

/** All messages that JMAP sees, at most one more than `max`. */
export function allEmails(view: AccountView, max: number): FoundEmail[] {
  const { count, messageId } = view.columns;
  const found: FoundEmail[] = [];
  for (let row = 0; row < count && found.length <= max; row++) {
    const email = findEmail(view, messageId[row] ?? 0);
    if (email !== undefined) found.push(email);
  }
  return found;
}
