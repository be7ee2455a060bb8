import type { Upstream } from '#net/dns/upstream.ts';
import { isLoopback } from '#net/networks.ts';

/** How far DNSSEC can be relied on, given who resolves for us. */
export type UpstreamTrust = {
  /** Every server is on this machine: if it validates, its word can be believed (RFC 4035 §4.9.3). */
  readonly local: boolean;
  /** For people: what that means, and what to do. */
  readonly text: string;
};

/** Looks at the addresses only: nobody is asked anything. */
export function upstreamTrust(upstreams: readonly Upstream[]): UpstreamTrust {
  const far = upstreams.filter(({ address }) => !isLoopback(address));
  if (far.length === 0) {
    return { local: true, text: 'DNS is resolved on this machine, so DNSSEC can be relied on' };
  }
  const names = far.map(({ address }) => address).join(', ');
  const text =
    `DNS is resolved by ${names}, not on this machine, so DNSSEC cannot be relied on and DANE is ` +
    'not used: install unbound and let it resolve, as `servers = ["127.0.0.1"]` in [resolver]';
  return { local: false, text };
}
