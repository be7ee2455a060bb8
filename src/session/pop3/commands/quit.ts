import type { Pop3Session } from '#session/pop3/session.ts';

/** QUIT: ends the session and, after login, removes what is marked (RFC 1939 §6). */
export async function quit(session: Pop3Session): Promise<void> {
  // Over in any case: a refusal is told as -ERR, some marked messages then stay.
  session.over = true;
  session.connection.farewell();
  if (session.loggedIn) {
    await session.maildrop.commit();
    // Before the reply, so that the peer can log in again as soon as it reads it.
    await session.maildrop.release();
  }
  session.ok('Bye');
}
