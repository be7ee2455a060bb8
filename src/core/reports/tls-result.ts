/** Why a connection did not get the TLS that its policy asks for (RFC 8460 §4.3). */
export type TlsFailureType =
  // Negotiation (RFC 8460 §4.3.1).
  | 'starttls-not-supported'
  | 'certificate-host-mismatch'
  | 'certificate-expired'
  | 'certificate-not-trusted'
  // DANE (RFC 8460 §4.3.2.1).
  | 'tlsa-invalid'
  | 'dnssec-invalid'
  | 'dane-required'
  // MTA-STS (RFC 8460 §4.3.2.2).
  | 'sts-policy-fetch-error'
  | 'sts-policy-invalid'
  | 'sts-webpki-invalid'
  /** None of the others (RFC 8460 §4.3.3). */
  | 'validation-failure';

/** What the recipients' domain asks of TLS, as it was found (RFC 8460 §4.4). */
export type TlsReportPolicy = {
  readonly type: 'tlsa' | 'sts' | 'no-policy-found';
  /** Lines of the MTA-STS policy, or TLSA records as `3 1 1 0a0b…`; empty without a policy. */
  readonly strings: readonly string[];
  /** Whose policy it is: the recipients' domain, for `tlsa` the mail server's. */
  readonly domain: string;
  /** Patterns of `mx:` lines, for `sts` only. */
  readonly mxPatterns: readonly string[];
};

/**
 * One result for TLS reports (RFC 8460). A policy that cannot be had is one too: then there is no
 * server, and `mxHost` and `receivingIp` are empty.
 */
export type TlsResult = {
  /** The recipients', A-labels in lower case. */
  readonly domain: string;
  readonly policy: TlsReportPolicy;
  readonly mxHost: string;
  readonly receivingIp: string;
  /** Ours; empty where no connection came about. */
  readonly sendingIp: string;
  readonly result: 'success' | TlsFailureType;
  /** Says more of a failure, as an error code of the TLS library; empty otherwise. */
  readonly reason: string;
};
