import type { Reply } from '#proto/smtp/reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

/** Why a message cannot be taken now (RFC 5321 §4.1.4, §3.3); undefined when it can. */
export function checkTransaction({ transaction, face }: SmtpSession): Reply | undefined {
  if (transaction === undefined) return [503, '5.5.1', 'Send MAIL first'];
  if (transaction.recipients.length === 0) {
    return [face === 'lmtp' ? 503 : 554, '5.5.1', 'No valid recipients']; // RFC 2033 §4.2
  }
  return undefined;
}
