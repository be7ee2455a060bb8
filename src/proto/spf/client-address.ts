import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from '#proto/dns/ip-address.ts';

/** The address of a client, as SPF looks at it. */
export type ClientAddress = {
  /** 4 or 16. */
  readonly octets: Uint8Array;
  /** For people: `%{c}` (RFC 7208 §7.4). */
  readonly readable: string;
  /** With dots: `%{i}`. */
  readonly dotted: string;
  /** What reverse names of its kind end in: `%{v}`. */
  readonly reverseZone: 'in-addr' | 'ip6';
};

/** Octets before an IPv4 address that is written as IPv6 (RFC 4291 §2.5.5.2). */
const mappedPrefix = '0,0,0,0,0,0,0,0,0,0,255,255';

/** An IPv4 address in IPv6 form is an IPv4 address (RFC 7208 §5). @throws {ParseError} */
export function parseClientAddress(text: string): ClientAddress {
  const all = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  const mapped = all.length === 16 && all.subarray(0, 12).join(',') === mappedPrefix;
  const octets = mapped ? all.subarray(12) : all;
  if (octets.length === 4) {
    const readable = ipv4Text(octets);
    return { octets, readable, dotted: readable, reverseZone: 'in-addr' };
  }
  const dotted = octets
    .toHex()
    .toUpperCase()
    .replaceAll(/(?<=.)(?=.)/g, '.');
  return { octets, readable: ipv6Text(octets), dotted, reverseZone: 'ip6' };
}

/** Whether the first `bits` of two addresses of one kind are the same. */
export function sameNetwork(one: Uint8Array, other: Uint8Array, bits: number): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at * 8 < bits; at++) {
    const left = bits - at * 8;
    const mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff;
    if ((((one[at] ?? 0) ^ (other[at] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}
