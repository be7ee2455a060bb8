import type { ApplicationRefusal } from '#core/applications/applications.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { SmtpSession } from '#session/smtp/session.ts';

/** Logs what somebody who has logged in is refused, and tells whoever watches; returns the reply. */
export function refuseSending(
  session: SmtpSession,
  reply: Reply,
  about: {
    readonly stage: ApplicationRefusal['stage'];
    readonly what: string;
    readonly traceId?: string;
  },
): Reply {
  const { login, context, connection } = session;
  session.note(() => ({ kind: 'refused', stage: about.stage, what: about.what }));
  if (login !== undefined) {
    const remoteAddress = connection.remote.address;
    context.applications?.refused(login, { ...about, reply, remoteAddress });
  }
  return reply;
}
