import { Refusal } from '#base/refusal.ts';
import type { EnvelopeRecipient } from '#core/delivery/envelope.ts';
import { formatReply, type Reply } from '#proto/smtp/reply.ts';
import { refusalReply } from '#session/smtp/refusal-reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';
import type { Transaction } from '#session/smtp/transaction.ts';

/** The answer to a message: one for all, or what each recipient is told. */
export type MessageReply = Reply | ((recipient: EnvelopeRecipient) => Reply);

/**
 * Ends a transaction with the answer to its message: one in SMTP, in LMTP one for each recipient in
 * their order, also when the whole message is refused (RFC 2033 §4.2).
 *
 * @param take Takes the message; undefined when the session has ended within it.
 */
export async function answerMessage(
  session: SmtpSession,
  transaction: Transaction,
  take: () => Promise<MessageReply | undefined>,
): Promise<Reply | undefined> {
  let reply: MessageReply | undefined;
  try {
    reply = await take();
  } catch (error) {
    // In SMTP the dispatcher answers a refusal.
    if (session.face !== 'lmtp' || !(error instanceof Refusal)) throw error;
    session.logRefusal(error);
    reply = refusalReply(error);
  } finally {
    await session.reset();
  }
  if (reply === undefined) return undefined;
  if (session.face !== 'lmtp' && typeof reply !== 'function') return reply;
  for (const recipient of transaction.recipients) {
    // Not counted as errors: the peer did nothing wrong.
    const each = typeof reply === 'function' ? reply(recipient) : reply;
    session.connection.write(formatReply(each));
  }
  return undefined;
}
