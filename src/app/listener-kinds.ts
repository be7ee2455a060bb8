/** How a listener begins: which protocol, in which role, and where TLS starts. */
type ListenerKind = {
  readonly port: number;
  readonly protocol: 'smtp' | 'imap' | 'pop3' | 'http';
  /** The protocol as metrics call it: one name whichever way TLS starts. */
  readonly label: 'smtp' | 'submission' | 'lmtp' | 'imap' | 'pop3' | 'http';
  /** `implicit` from the first octet (RFC 8314 §3), `starttls` on request. */
  readonly tls: 'implicit' | 'starttls' | 'none';
};

/** Every listener there can be, with its well-known port. */
export const listenerKinds = {
  smtp: { port: 25, protocol: 'smtp', label: 'smtp', tls: 'starttls' },
  submission: { port: 587, protocol: 'smtp', label: 'submission', tls: 'starttls' },
  submissions: { port: 465, protocol: 'smtp', label: 'submission', tls: 'implicit' },
  lmtp: { port: 24, protocol: 'smtp', label: 'lmtp', tls: 'none' },
  imap: { port: 143, protocol: 'imap', label: 'imap', tls: 'starttls' },
  imaps: { port: 993, protocol: 'imap', label: 'imap', tls: 'implicit' },
  pop3: { port: 110, protocol: 'pop3', label: 'pop3', tls: 'starttls' },
  pop3s: { port: 995, protocol: 'pop3', label: 'pop3', tls: 'implicit' },
  http: { port: 80, protocol: 'http', label: 'http', tls: 'none' },
  https: { port: 443, protocol: 'http', label: 'http', tls: 'implicit' },
} as const satisfies Record<string, ListenerKind>;

export type ListenerName = keyof typeof listenerKinds;

/** All of them, in the order of the table. */
export function listenerNames(): readonly ListenerName[] {
  return Object.keys(listenerKinds).filter(isListenerName);
}

export function isListenerName(name: string): name is ListenerName {
  return Object.hasOwn(listenerKinds, name);
}
