import { type ListenerName, listenerKinds } from '#app/listener-kinds.ts';
import { wireImap } from '#app/wiring/imap.ts';
import { wirePop3 } from '#app/wiring/pop3.ts';
import { wireSmtp } from '#app/wiring/smtp.ts';
import type { Services } from '#app/wiring/services.ts';
import type { SessionServer } from '#net/connection.ts';
import type { ErrorTally } from '#session/error-budget.ts';

/**
 * The protocol server of a mail listener, with its services.
 *
 * @param errorTally Where its sessions count their peers' errors.
 * @throws {Error} For HTTP.
 */
export function sessionServerOf(
  name: ListenerName,
  services: Services,
  errorTally: ErrorTally,
): SessionServer {
  const wire = wirings[name];
  if (wire === undefined) throw new Error(`The listener "${name}" is no mail listener`);
  return wire(services, errorTally);
}

type Wire = (services: Services, errorTally: ErrorTally) => SessionServer;

const wirings: Readonly<Partial<Record<ListenerName, Wire>>> = {
  smtp: (services, errorTally) => wireSmtp(services, { face: 'mx', startTls: true, errorTally }),
  submission: (services, errorTally) =>
    wireSmtp(services, { face: 'submission', startTls: true, errorTally }),
  submissions: (services, errorTally) =>
    wireSmtp(services, { face: 'submission', startTls: false, errorTally }),
  lmtp: (services, errorTally) => wireSmtp(services, { face: 'lmtp', startTls: false, errorTally }),
  imap: (services, errorTally) => wireImap(services, { startTls: true, errorTally }),
  imaps: (services, errorTally) => wireImap(services, { startTls: false, errorTally }),
  pop3: (services, errorTally) => wirePop3(services, { startTls: true, errorTally }),
  pop3s: (services, errorTally) => wirePop3(services, { startTls: false, errorTally }),
};

/** What a peer is told in its protocol's words when there is no room for it. */
export function busyTextOf(name: ListenerName, hostname: string): string {
  return busyTexts[listenerKinds[name].protocol](hostname);
}

const busyTexts = {
  // RFC 5321 §3.1
  smtp: (hostname: string) => `421 4.3.2 ${hostname} Too many connections, try again later\r\n`,
  // RFC 9051 §7.1.5
  imap: () => '* BYE [UNAVAILABLE] Too many connections, try again later\r\n',
  // RFC 3206 §4
  pop3: () => '-ERR [SYS/TEMP] Too many connections, try again later\r\n',
  // RFC 9110 §15.6.4
  http: () =>
    'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
} as const;
