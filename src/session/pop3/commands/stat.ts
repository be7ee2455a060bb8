import type { Pop3Session } from '#session/pop3/session.ts';

/** STAT: messages and octets that are not marked as deleted (RFC 1939 §5). */
export function stat(session: Pop3Session): void {
  session.ok(`${session.maildrop.count} ${session.maildrop.octets}`);
}
