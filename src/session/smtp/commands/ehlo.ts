import { parseGreetingName } from '#proto/smtp/greeting-arguments.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import { extensionsOf } from '#session/smtp/extensions.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

/**
 * EHLO, and LHLO of LMTP: introduces the peer, tells it what is offered and forgets the transaction
 * (RFC 5321 §4.1.1.1, §4.1.4, RFC 2033 §4.1).
 */
export async function ehlo(session: SmtpSession, argument: string): Promise<Reply> {
  const name = parseGreetingName(argument);
  if (session.transaction !== undefined) await session.reset();
  session.greeting = { name, extended: true };
  session.trace.add('smtp.ehlo', { name });
  return [250, '', session.context.hostName, ...extensionsOf(session)];
}
