import { expectNoArgument } from '#proto/smtp/command.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

/** RSET: forgets the transaction, and nothing else (RFC 5321 §4.1.1.5). */
export async function rset(session: SmtpSession, argument: string): Promise<Reply> {
  expectNoArgument(argument);
  await session.reset();
  return [250, '2.0.0', 'OK'];
}
