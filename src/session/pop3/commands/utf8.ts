import type { Pop3Session } from '#session/pop3/session.ts';

/** UTF8: the peer reads UTF-8 in headers; messages go out as they are either way (RFC 6856 §2). */
export function utf8(session: Pop3Session): void {
  session.ok('UTF-8 it is');
}
