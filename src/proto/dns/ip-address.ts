import { ParseError } from '#proto/cursor.ts';

const ipv4Pattern = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/u;

/** The address as dotted decimals. */
export function ipv4Text(octets: Uint8Array): string {
  return octets.join('.');
}

/** @throws {ParseError} Unless the text is an IPv4 address. */
export function parseIpv4(text: string): Uint8Array {
  if (!ipv4Pattern.test(text)) throw new ParseError('Not an IPv4 address', 0);
  return Uint8Array.from(text.split('.').map(Number));
}

/** The address in its one recommended form (RFC 5952 §4). */
export function ipv6Text(octets: Uint8Array): string {
  const groups: string[] = [];
  for (let at = 0; at < octets.length; at += 2) {
    groups.push((((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0)).toString(16));
  }
  const full = groups.join(':');
  const [longest = ''] = (full.match(/\b0(?::0)+\b/gu) ?? []).toSorted(
    (a, b) => b.length - a.length,
  );
  if (longest === '') return full;
  const at = full.indexOf(longest) === 0 ? 0 : full.search(new RegExp(`(?<=:)${longest}\\b`, 'u'));
  const before = full.slice(0, at).replace(/:$/u, '');
  const after = full.slice(at + longest.length).replace(/^:/u, '');
  return `${before}::${after}`;
}

/**
 * Reads an IPv6 address (RFC 4291 §2.2), without zone or prefix length.
 *
 * @throws {ParseError} On anything else.
 */
export function parseIpv6(text: string): Uint8Array {
  const [, start = '', last = ''] = /^(.*:)?([\d.]+)$/u.exec(text) ?? [];
  const plain = last.includes('.') ? `${start}${ipv4Groups(last)}` : text;
  const halves = plain.split('::');
  const [head = '', tail] = halves;
  if (halves.length > 2) notIpv6();
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) notIpv6();
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return Uint8Array.from(
    groups.flatMap((group) => {
      if (!/^[0-9a-f]{1,4}$/iu.test(group)) notIpv6();
      const value = Number.parseInt(group, 16);
      return [value >>> 8, value & 0xff];
    }),
  );
}

/** The name under which an address's PTR is found (RFC 1035 §3.5, RFC 3596 §2.5). */
export function reverseName(address: string): string {
  if (!address.includes(':')) return `${parseIpv4(address).toReversed().join('.')}.in-addr.arpa`;
  const nibbles = Array.from(parseIpv6(address).toReversed()).flatMap((octet) => [
    octet & 15,
    octet >>> 4,
  ]);
  return `${nibbles.map((nibble) => nibble.toString(16)).join('.')}.ip6.arpa`;
}

function notIpv6(): never {
  throw new ParseError('Not an IPv6 address', 0);
}

/** The last four octets written as IPv4, in two groups. */
function ipv4Groups(text: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = parseIpv4(text);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
