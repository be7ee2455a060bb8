import { expectNoArgument } from '#proto/smtp/command.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

/** QUIT: ends the session (RFC 5321 §4.1.1.10). */
export function quit(session: SmtpSession, argument: string): Reply {
  expectNoArgument(argument);
  session.over = true;
  session.connection.farewell();
  return [221, '2.0.0', 'Goodbye'];
}
