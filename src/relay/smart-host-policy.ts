import type { SmartHostLine } from '#core/queue/ways-out.ts';
import type { TlsPolicy } from '#relay/tls-policy.ts';

/**
 * What TLS with a smart host has to be: as somebody has set it. A login goes over a line whose other
 * end is proven, unless it was said to do without (RFC 8314 §3).
 */
export function smartHostPolicy(
  { host, tls }: Pick<SmartHostLine, 'host' | 'tls'>,
  authorities: string | undefined,
): TlsPolicy {
  const report = { type: 'no-policy-found', strings: [], domain: host, mxPatterns: [] } as const;
  const any = { serverName: host, certificate: 'any', authorities } as const;
  if (tls === 'none') return { kind: 'smart-host', demand: 'any', trust: any, report };
  if (tls === 'opportunistic') return { kind: 'smart-host', demand: 'any', trust: any, report };
  const trust = { serverName: host, certificate: 'authority', authorities } as const;
  return { kind: 'smart-host', demand: 'verified', trust, report };
}
