import type { SmtpSession } from '#session/smtp/session.ts';

/** Seconds that a message may be held before it goes out: a year (RFC 4865 §4). Our choice. */
export const holdSecondsMax = 31_536_000;

/** What EHLO offers now: it depends on TLS, login and face. One keyword with parameters each. */
export function extensionsOf(session: SmtpSession): string[] {
  const { connection, context, face, limits } = session;
  const extensions = [
    'PIPELINING', // RFC 2920
    `SIZE ${limits.messageOctetsMax}`, // RFC 1870
    '8BITMIME', // RFC 6152
    'SMTPUTF8', // RFC 6531
    'ENHANCEDSTATUSCODES', // RFC 2034
    'CHUNKING', // RFC 3030
    'BINARYMIME',
    'DSN', // RFC 3461
    `LIMITS MAILMAX=${limits.messagesMax} RCPTMAX=${limits.recipientsMax}`, // RFC 9422
  ];
  if (face === 'submission') {
    const until = new Date(context.clock.now() + holdSecondsMax * 1_000).toISOString();
    extensions.push(`FUTURERELEASE ${holdSecondsMax} ${until.slice(0, 19)}Z`); // RFC 4865
    extensions.push('DELIVERBY', 'MT-PRIORITY'); // RFC 2852, RFC 6710
  }
  if (connection.tls !== undefined) extensions.push('REQUIRETLS'); // RFC 8689
  else if (context.startTls) extensions.push('STARTTLS'); // RFC 3207
  if (face === 'submission' && session.login === undefined) {
    const { remote, tls } = connection;
    const mechanisms = context.authenticator.mechanisms(tls, remote.address);
    if (mechanisms.length > 0) extensions.push(`AUTH ${mechanisms.join(' ')}`); // RFC 4954
  }
  if (face !== 'lmtp') extensions.push('HELP');
  return extensions;
}
