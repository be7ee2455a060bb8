import { parseGreetingName } from '#proto/smtp/greeting-arguments.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

/** HELO: introduces a peer that knows no extensions (RFC 5321 §4.1.1.1). */
export async function helo(session: SmtpSession, argument: string): Promise<Reply> {
  const name = parseGreetingName(argument);
  await session.reset();
  session.greeting = { name, extended: false };
  session.trace.add('smtp.helo', { name });
  return [250, '', session.context.hostName];
}
