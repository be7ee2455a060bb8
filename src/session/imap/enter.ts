import { Refusal } from '#base/refusal.ts';
import type { Login } from '#core/auth/authenticator.ts';
import type { ImapSession } from '#session/imap/session.ts';

/** Counts a failed login against the session: past the budget it ends with its reply. */
export async function enter<T>(session: ImapSession, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof Refusal && ++session.failedLogins >= session.limits.loginsMax) {
      session.untagged('BYE Too many failed logins');
      session.over = true;
    }
    throw error;
  }
}

/** The session is authenticated from here on (RFC 9051 §3.2). */
export function loggedIn(session: ImapSession, login: Login): void {
  session.login = login;
  session.leaveLogin = session.context.openLogins?.add(login, () => {
    session.untagged('BYE This login is not valid any more');
    session.over = true;
    session.connection.close();
  });
  session.connection.setIdleLimit(session.limits.idleMsMax);
  session.context.log.info('imap login', {
    connection: session.connection.id,
    account: login.address,
  });
}
