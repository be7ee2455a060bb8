import type { Reply } from '#proto/smtp/reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

/**
 * One command. Throws ParseError, UnknownParameter and Refusal, which the dispatcher answers;
 * returns undefined when it has answered by itself.
 */
export type SmtpCommandHandler = (
  session: SmtpSession,
  argument: string,
) => Reply | undefined | Promise<Reply | undefined>;
