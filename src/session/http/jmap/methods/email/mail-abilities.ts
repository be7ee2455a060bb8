import { attachmentsOctetsMax } from '#core/mailbox/compose-email.ts';
import { maxMailboxesPerEmail } from '#session/http/jmap/limits.ts';
import { emailSortOptions } from '#session/http/jmap/methods/email/read-email-query.ts';
import type { JmapAccount } from '#session/http/jmap/method-context.ts';

/** Levels of mailboxes inside one another (src/store/operations/mailbox/mailbox-name.ts). */
const mailboxDepthMax = 20;

/** Octets of a mailbox's name: 200 characters, of up to 4 octets in UTF-8. */
const mailboxNameOctetsMax = 800;

/** What an account can do with mail (RFC 8621 §1.3.1). */
export function mailAbilities({ isReadOnly }: JmapAccount): Readonly<Record<string, unknown>> {
  return {
    maxMailboxesPerEmail,
    maxMailboxDepth: mailboxDepthMax,
    maxSizeMailboxName: mailboxNameOctetsMax,
    maxSizeAttachmentsPerEmail: attachmentsOctetsMax,
    emailQuerySortOptions: emailSortOptions,
    mayCreateTopLevelMailbox: !isReadOnly,
  };
}
