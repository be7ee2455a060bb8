import { BlockList, isIP } from 'node:net';

/** A set of networks in CIDR notation, `10.0.0.0/8` or `2001:db8::/32`; single addresses too. */
export class Networks {
  readonly #list = new BlockList();

  /** @throws {Error} Naming the first text that is not a network. */
  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address = '', bits, ...rest] = network.split('/');
      const version = isIP(address);
      const bitsMax = version === 6 ? 128 : 32;
      const prefix = bits === undefined ? bitsMax : /^\d{1,3}$/u.test(bits) ? Number(bits) : NaN;
      if (version === 0 || rest.length > 0 || !(prefix <= bitsMax)) {
        throw new Error(`"${network}" is no network: write it as 10.0.0.0/8 or 2001:db8::/32`);
      }
      this.#list.addSubnet(address, prefix, version === 6 ? 'ipv6' : 'ipv4');
    }
  }

  includes(address: string): boolean {
    return this.#list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
}

/** `::ffff:192.0.2.1`, which a socket for both families reports, as plain IPv4. */
export function plainAddress(address: string | undefined): string {
  if (address === undefined) return '';
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/**
 * What counts as one peer: an IPv4 address, or the /64 of an IPv6 address, of which one customer
 * commands all (RFC 6177 §2).
 */
export function peerPrefix(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (address.includes('::')) {
    const after = tail === '' ? 0 : tail.split(':').length;
    while (groups.length < 8 - after) groups.push('0');
  }
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/u, ''))
    .join(':');
}

/** 4 or 6; 0 for what is no textual IP address. */
export function ipVersion(address: string): number {
  return isIP(address);
}
