import type { Pop3Session } from '#session/pop3/session.ts';

/** NOOP: says that the connection lives (RFC 1939 §5). */
export function noop(session: Pop3Session): void {
  session.ok('Here');
}
