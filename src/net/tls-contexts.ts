import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';

/** A certificate chain with its key, both PEM. */
export type CertificatePair = { readonly certificate: string; readonly key: string };

/** Octets of the keys that seal session tickets, as node:tls wants them. */
export const ticketKeyOctets = 48;

/** TLS 1.2 suites with forward secrecy and authenticated encryption only (RFC 9325 §4.2). */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

type Choose = (
  serverName: string,
  answer: (error: Error | null, context?: SecureContext) => void,
) => void;

/** The certificates of a server by the name a client asks for; replaced as a whole on reload. */
export class TlsContexts {
  #fallback: SecureContext;
  #named: Map<string, SecureContext>;

  /**
   * @param pairs The first one answers clients that ask for no name or an unknown one.
   * @param ticketKeys Shared by all edges, so that a session resumes on any of them.
   */
  constructor(pairs: readonly CertificatePair[], ticketKeys: Uint8Array) {
    const { fallback, named } = contextsOf(pairs, ticketKeys);
    this.#fallback = fallback;
    this.#named = named;
  }

  /** New handshakes use these; established connections stay. @throws {Error} Keeps the old ones. */
  replace(pairs: readonly CertificatePair[], ticketKeys: Uint8Array): void {
    const { fallback, named } = contextsOf(pairs, ticketKeys);
    this.#fallback = fallback;
    this.#named = named;
  }

  get fallback(): SecureContext {
    return this.#fallback;
  }

  /** An `SNICallback` (RFC 6066 §3). An unknown name gets the first certificate, not an alert. */
  readonly choose: Choose = (serverName, answer) => {
    const name = serverName.toLowerCase();
    const wildcard = `*${name.slice(Math.max(0, name.indexOf('.')))}`;
    answer(null, this.#named.get(name) ?? this.#named.get(wildcard) ?? this.#fallback);
  };
}

function contextsOf(pairs: readonly CertificatePair[], ticketKeys: Uint8Array) {
  const named = new Map<string, SecureContext>();
  let fallback: SecureContext | undefined;
  for (const { certificate, key } of pairs) {
    const context = createSecureContext({
      cert: certificate,
      key,
      ciphers,
      minVersion: 'TLSv1.2',
      ticketKeys: Buffer.from(ticketKeys),
      sessionIdContext: 'postamt',
    });
    fallback ??= context;
    for (const name of dnsNames(certificate)) if (!named.has(name)) named.set(name, context);
  }
  if (fallback === undefined) throw new Error('No certificate: give at least one with its key');
  return { fallback, named };
}

/** The DNS names a certificate is for, in lower case; wildcards as `*.example.org`. */
function dnsNames(certificate: string): string[] {
  const { subjectAltName } = new X509Certificate(certificate);
  return [...(subjectAltName ?? '').matchAll(/(?:^|, )DNS:([^,\s]+)/gu)].map(([, name]) =>
    String(name).toLowerCase(),
  );
}
