/** How the line to another server was protected, for the trace. */
export type TlsVerdict = {
  /** What decided (RFC 7672, RFC 8461, RFC 7435). */
  readonly policy: 'dane' | 'mta-sts' | 'mta-sts-testing' | 'opportunistic' | 'smart-host';
  /** As `TLSv1.3`; undefined where there is no TLS, with {@link cipher}. */
  readonly protocol: string | undefined;
  readonly cipher: string | undefined;
  /** `authority`: the certificate happens to be valid for the server's name. */
  readonly verifiedBy: 'dane' | 'mta-sts' | 'authority' | 'none';
  /** Why the server is not verified, or why there is no TLS; empty when it is. */
  readonly why: string;
  /** It is surely a server of the recipients' domain, as REQUIRETLS asks for (RFC 8689 §4.2.1). */
  readonly proven: boolean;
};

const words = {
  dane: 'verified by DANE',
  'mta-sts': 'verified by MTA-STS',
  authority: 'certificate valid, nothing asks for it',
  none: 'not verified',
} as const;

/** The verdict in one line, as `TLSv1.3, verified by DANE`. */
export function tlsVerdictText({ protocol, verifiedBy, why }: TlsVerdict): string {
  const reason = why === '' ? '' : `: ${why}`;
  return protocol === undefined ? `none${reason}` : `${protocol}, ${words[verifiedBy]}${reason}`;
}
