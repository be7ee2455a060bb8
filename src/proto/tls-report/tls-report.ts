/** What a sender tells of a day's TLS with the servers of a domain (RFC 8460 §4.4). */
export type TlsReport = {
  readonly organization: string;
  readonly contact: string;
  readonly reportId: string;
  /** Milliseconds since the epoch; 0 where the report does not say. */
  readonly begin: number;
  readonly end: number;
  readonly policies: readonly TlsPolicyReport[];
};

/** How connections went under one policy. */
export type TlsPolicyReport = {
  /** `tlsa`, `sts` or `no-policy-found` (RFC 8460 §4.4). */
  readonly type: string;
  /** The policy as found: lines of MTA-STS, or TLSA records. */
  readonly strings: readonly string[];
  /** A-labels in lower case. */
  readonly domain: string;
  /** Patterns of server names, of MTA-STS. */
  readonly mxHosts: readonly string[];
  readonly successes: number;
  readonly failures: number;
  readonly details: readonly TlsFailure[];
};

/** Connections that failed in the same way; what is not known is empty. */
export type TlsFailure = {
  /** As `certificate-expired` (RFC 8460 §4.3). */
  readonly result: string;
  readonly sendingIp: string;
  readonly receivingHost: string;
  readonly receivingHelo: string;
  readonly receivingIp: string;
  readonly sessions: number;
  readonly information: string;
  readonly reason: string;
};
