import type { SessionServer } from '#net/connection.ts';
import type { SmtpContext } from '#session/smtp/context.ts';
import type { SmtpFace } from '#session/smtp/face.ts';
import { defaultLimits } from '#session/smtp/limits.ts';
import { SmtpSession } from '#session/smtp/session.ts';

/** Serves SMTP (RFC 5321) or LMTP (RFC 2033 §4.1); TLS from the start is the listener's business. */
export function smtpServer(context: SmtpContext, face: SmtpFace): SessionServer {
  const limits = { ...defaultLimits, ...context.limits };
  return (connection) => new SmtpSession({ context, face, limits }, connection).run();
}
