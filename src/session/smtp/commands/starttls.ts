import { expectNoArgument } from '#proto/smtp/command.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';
import { tlsFailedStep, tlsStep } from '#session/smtp/watch-steps.ts';

/**
 * STARTTLS: from here on the connection is encrypted, and everything said before is forgotten
 * (RFC 3207 §4.2).
 *
 * Octets behind the command came in the clear: whoever sent them wants them taken for protected
 * ones. They are refused and the session ends (RFC 3207 §6).
 */
export async function starttls(session: SmtpSession, argument: string): Promise<Reply | undefined> {
  expectNoArgument(argument);
  const { connection, context, input } = session;
  if (connection.tls !== undefined) return [503, '5.5.1', 'TLS is active already'];
  if (!context.startTls) return [502, '5.5.1', 'TLS is not available'];
  if (session.login !== undefined) return [503, '5.5.1', 'Not after AUTH'];
  if (input.buffered > 0) {
    session.over = true;
    return [554, '5.5.1', 'Nothing may follow STARTTLS before TLS has begun'];
  }
  await session.reset();
  session.reply([220, '2.0.0', 'Begin TLS']);
  try {
    await connection.startTls();
  } catch (error) {
    session.note(() => tlsFailedStep(error));
    throw error;
  }
  session.note(() => tlsStep(session));
  session.greeting = undefined;
  session.trace.add('smtp.starttls', { protocol: describeTls(session) ?? '' });
  return undefined;
}

/** As it stands in Received: `TLSv1.3 with cipher TLS_AES_128_GCM_SHA256`. */
export function describeTls({ connection: { tls } }: SmtpSession): string | undefined {
  return tls === undefined ? undefined : `${tls.protocol} with cipher ${tls.cipher}`;
}
