import type { EmailFailure } from '#core/mailbox/update-emails.ts';
import { formatId } from '#proto/jmap/ids.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';

/** What a client is told of a message that was not made or changed (RFC 8621 §4.6 to §4.8). */
export function failureError(failure: EmailFailure, existingId = 0): SetError {
  switch (failure) {
    case 'message.absent':
      return new SetError('notFound', 'There is no such e-mail');
    case 'mailbox.absent':
      return invalidProperties(['mailboxIds'], 'There is no such mailbox, or it holds no e-mails');
    case 'mailbox.none':
      return invalidProperties(['mailboxIds'], 'An e-mail is in one mailbox at least');
    case 'mailbox.full':
      return new SetError('overQuota', 'The account is full');
    case 'tenant.full':
      return new SetError('overQuota', 'The organisation has no room left');
    case 'uid.limit':
      return new SetError('overQuota', 'The mailbox takes no more e-mails');
    case 'keyword.limit':
      return new SetError('tooManyKeywords', 'A mailbox has 50 keywords at most');
    case 'message.exists':
      break;
  }
  const existing = { existingId: formatId('e', existingId) };
  return new SetError('alreadyExists', 'The same e-mail is there already', existing);
}
