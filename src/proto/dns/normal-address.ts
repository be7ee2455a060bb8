import { ParseError } from '#proto/cursor.ts';
import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from '#proto/dns/ip-address.ts';

/** The one form of an IPv4 or IPv6 address (RFC 5952 §4); undefined for anything else. */
export function normalAddress(text: string): string | undefined {
  const bare = text.trim().replace(/^\[(?:ipv6:)?(.*)\]$/iu, '$1');
  try {
    return bare.includes(':') ? ipv6Text(parseIpv6(bare)) : ipv4Text(parseIpv4(bare));
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}
