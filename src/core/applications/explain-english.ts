import type { FindingFacts, WordsOf } from '#core/applications/explanation.ts';

const listOf = ({ fromAddresses }: FindingFacts): string => fromAddresses.join(', ');

/** What went wrong, in English. */
export const english: WordsOf = {
  nothing: ({ host }) => ({
    reason: 'No connection has come from the application.',
    remedy: `Check the server address (${host}) and the port (465 or 587) in the application, and that no firewall on the way blocks that port.`,
  }),
  silent: () => ({
    reason:
      'The application has opened the port that begins with TLS, and says nothing: it waits for a greeting in the clear.',
    remedy:
      'Set its encryption to SSL/TLS for port 465, or keep STARTTLS (in Nextcloud: None/STARTTLS) and use port 587.',
  }),
  'plain-on-tls': () => ({
    reason: 'The application spoke without TLS on the port that begins with TLS.',
    remedy:
      'Set its encryption to SSL/TLS for port 465, or keep STARTTLS (in Nextcloud: None/STARTTLS) and use port 587.',
  }),
  'tls-on-plain': () => ({
    reason: 'The application began TLS at once on the port where TLS begins with STARTTLS.',
    remedy:
      'Use port 465 with SSL/TLS, or set the encryption to STARTTLS (in Nextcloud: None/STARTTLS) for port 587.',
  }),
  'tls-version': ({ words }) => ({
    reason: `The application knows only TLS versions that are not safe any more (${words}).`,
    remedy:
      'Update its firmware or system so that it speaks TLS 1.2 or newer, or let it send through a newer machine beside it.',
  }),
  'tls-cipher': ({ words }) => ({
    reason: `The application and this server have no cipher in common (${words}).`,
    remedy: 'Update the application: it has to know ECDHE with AES-GCM or ChaCha20.',
  }),
  'unknown-authority': ({ host }) => ({
    reason: 'The application does not trust whoever issued the certificate of this server.',
    remedy: `Give this server a certificate of a public authority, or add the authority that issued the one of ${host} to those that the application trusts.`,
  }),
  'certificate-expired': () => ({
    reason: 'The application says that the certificate of this server has expired.',
    remedy:
      'Renew the certificate, and check the clock of the machine on which the application runs.',
  }),
  certificate: ({ host, words }) => ({
    reason: `The application refused the certificate of this server (${words}).`,
    remedy: `Enter ${host} as the server address, as the certificate says it, and check that the authority that issued it is trusted there.`,
  }),
  'name-mismatch': ({ host, what }) => ({
    reason: `The application asked for "${what}" and left when it saw the certificate: it is for another name.`,
    remedy: `Enter ${host} as the server address in the application: the name must be one of the certificate's.`,
  }),
  'left-after-tls': ({ host }) => ({
    reason:
      'The application left as soon as TLS was there: most likely the name that it was given is not on the certificate.',
    remedy: `Enter ${host} as the server address in the application, not an IP address or another name.`,
  }),
  'tls-other': ({ words }) => ({
    reason: `The TLS handshake was not finished (${words}).`,
    remedy:
      'Try once more; if it stays so, compare encryption and port with "postamt application settings".',
  }),
  'wrong-port': () => ({
    reason: 'The application came to port 25, where other mail servers deliver and nobody logs in.',
    remedy: 'Use port 465 with SSL/TLS or port 587 with STARTTLS.',
  }),
  'no-tls': () => ({
    reason: 'The application did not begin TLS, and without TLS no password is taken.',
    remedy:
      'Switch encryption on: SSL/TLS with port 465, or STARTTLS with port 587. In PHP, check that the openssl extension is there.',
  }),
  'no-login': ({ login }) => ({
    reason: 'The application did not log in.',
    remedy: `Switch authentication on in the application; the login is ${login}.`,
  }),
  'login-unknown': ({ login, what }) => ({
    reason: `There is no login "${what}".`,
    remedy: `Enter ${login} as the login name, as a whole.`,
  }),
  'login-password': ({ what }) => ({
    reason: `The password of "${what}" is wrong.`,
    remedy:
      'Enter the password again, without spaces at its ends; "postamt application password" makes a new one.',
  }),
  'login-expired': ({ what }) => ({
    reason: `The password of "${what}" has expired.`,
    remedy: '"postamt application password" makes a new one.',
  }),
  'login-network': ({ remoteAddress }) => ({
    reason: `Name and password are right, but ${remoteAddress} is none of the networks of this application.`,
    remedy: `If the application really runs there, add it: "postamt application update NAME --network ${remoteAddress}".`,
  }),
  'login-disabled': () => ({
    reason: 'Name and password are right, but the application is disabled.',
    remedy: '"postamt application enable" lets it send again.',
  }),
  'login-scope': () => ({
    reason: 'The password is right, but not made for sending.',
    remedy: '"postamt application password" makes one that is.',
  }),
  'login-application': () => ({
    reason: 'The application wants to read mail, but its login only sends.',
    remedy: 'Use the login of a person for reading, or "account create".',
  }),
  sender: (facts) => ({
    reason: `The application may not send as "${facts.what}" (envelope sender).`,
    remedy: `Enter one of its From addresses as the sender: ${listOf(facts)}. "postamt application update NAME --from" changes the list.`,
  }),
  author: (facts) => ({
    reason: 'The From field of the message names an address that the application may not use.',
    remedy: `Enter one of its From addresses as the sender: ${listOf(facts)}. "postamt application update NAME --from" changes the list.`,
  }),
  suppressed: ({ what, words }) => ({
    reason: `"${what}" is on the suppression list: ${words}`,
    remedy: 'If the address is right now, "postamt suppression remove" takes it off the list.',
  }),
  limit: ({ words }) => ({
    reason: `${words}.`,
    remedy:
      'Wait until then, or raise the limit with "postamt application limits". If it should not send that much, look at its log.',
  }),
  recipient: ({ words }) => ({
    reason: `A recipient was refused: ${words}`,
    remedy: 'Check the address of the recipient.',
  }),
  refused: ({ words }) => ({
    reason: `The message was refused: ${words}`,
    remedy: 'The reply says what to change; "postamt application log" keeps it.',
  }),
  left: ({ words }) => ({
    reason: `The application left before it had sent a message${words === '' ? '' : `; the last reply was ${words}`}.`,
    remedy: 'Look at its own log: it says why it gave up.',
  }),
  running: () => ({ reason: 'The attempt goes on.', remedy: '' }),
  accepted: () => ({
    reason: 'The message was accepted: it is in the mailbox, or in the queue for other servers.',
    remedy: '',
  }),
  delivered: ({ what, words }) => ({
    reason: `The server of "${what}" has taken the message: ${words}`,
    remedy: '',
  }),
  deferred: ({ what, words }) => ({
    reason: `The server of "${what}" does not take the message yet: ${words}`,
    remedy: 'It is tried again by itself; "postamt queue list" shows when.',
  }),
  failed: ({ what, words }) => ({
    reason: `The server of "${what}" has refused the message: ${words}`,
    remedy:
      'The settings of the application are right; the words of the other server say what it wants.',
  }),
};
