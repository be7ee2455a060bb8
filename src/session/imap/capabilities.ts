import type { ImapSession } from '#session/imap/session.ts';

const always = 'IMAP4rev1 IMAP4rev2 ENABLE ID SASL-IR';

/** What is served after login, in the order of the registry of capabilities. */
const afterLogin = [
  'APPENDLIMIT=', // RFC 7889 §2; the number is added.
  'BINARY', // RFC 3516 §4.2: FETCH; APPEND takes literal8.
  'CHILDREN',
  'CONDSTORE',
  'CREATE-SPECIAL-USE',
  'ESEARCH',
  'IDLE',
  'LIST-EXTENDED',
  'LIST-STATUS',
  'LITERAL+',
  'MOVE',
  'MULTIAPPEND',
  'NAMESPACE',
  'OBJECTID',
  'PREVIEW',
  'SAVEDATE',
  'SEARCHRES',
  'SPECIAL-USE',
  'STATUS=SIZE',
  'UIDPLUS',
  'UNSELECT',
  'UTF8=ACCEPT',
  'WITHIN',
].join(' ');

/** The capabilities in the session's state, with spaces between (RFC 9051 §6.1.1). */
export function capabilities(session: ImapSession): string {
  const { connection, context, limits, login } = session;
  if (login !== undefined) {
    return `${always} ${afterLogin.replace('APPENDLIMIT=', `APPENDLIMIT=${limits.appendOctetsMax}`)}`;
  }
  const words = [always, 'LITERAL-'];
  if (offersStartTls(session)) words.push('STARTTLS');
  const mechanisms = context.authenticator.mechanisms(connection.tls, connection.remote.address);
  words.push(...mechanisms.map((mechanism) => `AUTH=${mechanism}`));
  // RFC 9051 §6.2.3: LOGIN is off where a password would go in the clear.
  if (!mechanisms.includes('PLAIN')) words.push('LOGINDISABLED');
  return words.join(' ');
}

export function offersStartTls({ connection, context }: ImapSession): boolean {
  return context.startTls && connection.tls === undefined;
}
