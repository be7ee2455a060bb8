import type { TLSSocket } from 'node:tls';

/** A certificate as people are told of it. */
export type PeerCertificate = {
  /** DNS names that it is for; the common name where it has none. */
  readonly names: readonly string[];
  /** As `O=Example, CN=Example CA`. */
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  /** SHA-256 of the whole, as colon-separated hexadecimal. */
  readonly fingerprint: string;
};

/** Why a certificate is not the one that was asked for. */
export type Distrust = {
  readonly reason: 'host-mismatch' | 'expired' | 'not-trusted' | 'tlsa';
  /** A sentence for people. */
  readonly why: string;
  /** Of the TLS library or ours, as `CERT_HAS_EXPIRED`. */
  readonly code: string;
};

/** What was found of the peer of a connection that we have dialled. */
export type PeerVerdict = {
  readonly certificate: PeerCertificate | undefined;
  /** Why no authority vouches for the certificate and the name; undefined when one does. */
  readonly distrust: Distrust | undefined;
  /** The TLSA record that the certificate fits, where records were given. */
  readonly tlsa: string | undefined;
};

/** The peer is not who it must be; nothing was said to it. */
export class PeerDistrusted extends Error {
  override readonly name = 'PeerDistrusted';
  readonly distrust: Distrust;
  readonly certificate: PeerCertificate | undefined;

  constructor(distrust: Distrust, certificate: PeerCertificate | undefined) {
    super(distrust.why);
    this.distrust = distrust;
    this.certificate = certificate;
  }
}

const verdicts = new WeakMap<TLSSocket, PeerVerdict>();

export function keepVerdict(socket: TLSSocket, verdict: PeerVerdict): void {
  verdicts.set(socket, verdict);
}

/** Undefined for a socket that we have accepted. */
export function verdictOf(socket: TLSSocket): PeerVerdict | undefined {
  return verdicts.get(socket);
}
