import { ParseError } from '#proto/cursor.ts';
import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from '#proto/dns/ip-address.ts';

/** Bits of an IPv4 address that stand for one network: what one office or provider line has. Ours. */
const ipv4Bits = 24;

/** Bits of an IPv6 address that stand for one network: what one customer gets (RFC 6177 §2). */
const ipv6Bits = 56;

/** The network that an address counts for, as `192.0.2.0/24`. */
export function networkOf(address: string): string {
  try {
    const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
    return plain.includes(':')
      ? `${ipv6Text(cleared(parseIpv6(plain), ipv6Bits))}/${ipv6Bits}`
      : `${ipv4Text(cleared(parseIpv4(plain), ipv4Bits))}/${ipv4Bits}`;
  } catch (error) {
    if (error instanceof ParseError) return address;
    throw error;
  }
}

function cleared(octets: Uint8Array, bits: number): Uint8Array {
  return octets.map((octet, at) => (8 * at < bits ? octet : 0));
}
