import { type ListenerName, listenerKinds } from '#app/listener-kinds.ts';
import { wireImap } from '#app/wiring/imap.ts';
import { wirePop3 } from '#app/wiring/pop3.ts';
import { wireSmtp } from '#app/wiring/smtp.ts';
import type { Services } from '#app/wiring/services.ts';
import type { SessionServer } from '#net/connection.ts';

/** The protocol server of a mail listener, with its services. @throws {Error} For HTTP. */
export function sessionServerOf(name: ListenerName, services: Services): SessionServer {
  const wire = wirings[name];
  if (wire === undefined) throw new Error(`The listener "${name}" is no mail listener`);
  return wire(services);
}

type Wire = (services: Services) => SessionServer;

const wirings: Readonly<Partial<Record<ListenerName, Wire>>> = {
  smtp: (services) => wireSmtp(services, { face: 'mx', startTls: true }),
  submission: (services) => wireSmtp(services, { face: 'submission', startTls: true }),
  submissions: (services) => wireSmtp(services, { face: 'submission', startTls: false }),
  lmtp: (services) => wireSmtp(services, { face: 'lmtp', startTls: false }),
  imap: (services) => wireImap(services, { startTls: true }),
  imaps: (services) => wireImap(services, { startTls: false }),
  pop3: (services) => wirePop3(services, { startTls: true }),
  pop3s: (services) => wirePop3(services, { startTls: false }),
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
