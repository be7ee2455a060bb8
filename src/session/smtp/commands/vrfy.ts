import { ParseError } from '#proto/cursor.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

/** VRFY: says neither yes nor no, so nobody can be found out by it (RFC 5321 §3.5.3, §7.3). */
export function vrfy(_session: SmtpSession, argument: string): Reply {
  if (argument === '') throw new ParseError('Expected a name', 0);
  return [252, '2.5.0', 'Send mail to find out'];
}
