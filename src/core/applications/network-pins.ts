import { refuse } from '#base/refusal.ts';
import { ParseError } from '#proto/cursor.ts';
import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from '#proto/dns/ip-address.ts';

/** Networks that one application may be pinned to. Our choice. */
export const networksMax = 50;

type Network = { readonly octets: Uint8Array; readonly bits: number };

/**
 * A network in CIDR notation as the store keeps it, or a single address; bits behind the prefix are
 * cleared.
 *
 * @throws {Refusal} `network.malformed`.
 */
export function normalNetwork(text: string): string {
  const { octets, bits } =
    readNetwork(text) ??
    refuse('network.malformed', `"${text}" is no network: write it as 10.0.0.0/8 or 2001:db8::/32`);
  const cleared = octets.map((octet, at) => octet & maskOf(bits - 8 * at));
  return `${octets.length === 4 ? ipv4Text(cleared) : ipv6Text(cleared)}/${bits}`;
}

/** Whether one of the networks has the address; none of them pins nothing. */
export function isPinned(address: string, networks: readonly string[]): boolean {
  if (networks.length === 0) return true;
  const octets = octetsOf(address);
  return octets !== undefined && networks.some((network) => includes(readNetwork(network), octets));
}

function includes(network: Network | undefined, octets: Uint8Array): boolean {
  if (network === undefined || network.octets.length !== octets.length) return false;
  return network.octets.every(
    (octet, at) => ((octet ^ (octets[at] ?? 0)) & maskOf(network.bits - 8 * at)) === 0,
  );
}

function readNetwork(text: string): Network | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const octets = octetsOf(address);
  if (octets === undefined || rest.length > 0) return undefined;
  const bitsMax = 8 * octets.length;
  if (prefix === undefined) return { octets, bits: bitsMax };
  const bits = /^\d{1,3}$/u.test(prefix) ? Number(prefix) : NaN;
  return bits <= bitsMax ? { octets, bits } : undefined;
}

function octetsOf(address: string): Uint8Array | undefined {
  try {
    return address.includes(':') ? parseIpv6(address) : parseIpv4(address);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** The mask of one octet of which so many bits belong to the prefix; below 0 none, above 8 all. */
function maskOf(bits: number): number {
  return (0xff << (8 - Math.max(0, Math.min(8, bits)))) & 0xff;
}
