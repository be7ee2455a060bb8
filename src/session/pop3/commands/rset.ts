import type { Pop3Session } from '#session/pop3/session.ts';

/** RSET: takes all marks away (RFC 1939 §5). */
export function rset(session: Pop3Session): void {
  session.maildrop.reset();
  session.ok(`${session.maildrop.count} messages`);
}
