import type { Endpoint } from '#net/connection.ts';
import { ParseError } from '#proto/cursor.ts';

/** Longest PROXY header accepted, TLVs included, in octets. Our choice; proxies send under 300. */
export const proxyHeaderOctetsMax = 1_024;

/** Longest version 1 header with its CRLF, in octets (PROXY protocol 2.1). */
const lineOctetsMax = 107;

/** What a proxy says of the connection behind it; `peers` is undefined for its own health checks. */
export type ProxyHeader = {
  /** Octets of the header; what follows is the client's. */
  readonly length: number;
  readonly peers: { readonly remote: Endpoint; readonly local: Endpoint } | undefined;
};

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/** Octets of a version 2 header before its addresses. */
const fixedOctets = 16;

/**
 * Reads a PROXY protocol header of version 1 or 2 from the start of a connection.
 *
 * @returns Undefined while the header is not complete.
 * @throws {ParseError} On anything else, and on a header of more than {@link proxyHeaderOctetsMax}.
 */
export function parseProxyHeader(octets: Uint8Array): ProxyHeader | undefined {
  const given = Buffer.from(octets.buffer, octets.byteOffset, octets.length);
  const common = Math.min(given.length, signature.length);
  if (given.compare(signature, 0, common, 0, common) === 0) return parseBinary(given);
  return parseLine(given);
}

function parseLine(given: Buffer): ProxyHeader | undefined {
  const head = given.toString('latin1', 0, lineOctetsMax);
  const end = head.indexOf('\r\n');
  if (!'PROXY '.startsWith(head.slice(0, 6))) throw new ParseError('Not a PROXY header', 0);
  if (end < 0) {
    if (head.length === lineOctetsMax) throw new ParseError('PROXY line too long', lineOctetsMax);
    return undefined;
  }
  const length = end + 2;
  const [, family, from = '', to = '', fromPort = '', toPort = '', ...rest] = head
    .slice(0, end)
    .split(' ');
  if (family === 'UNKNOWN') return { length, peers: undefined };
  const address = family === 'TCP4' ? ipv4 : family === 'TCP6' ? ipv6 : undefined;
  if (address === undefined) throw new ParseError('Unknown PROXY protocol family', 6);
  if (rest.length > 0 || !address.test(from) || !address.test(to)) {
    throw new ParseError('Malformed PROXY addresses', 6);
  }
  return {
    length,
    peers: {
      remote: { address: from.toLowerCase(), port: portOf(fromPort) },
      local: { address: to.toLowerCase(), port: portOf(toPort) },
    },
  };
}

const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/u;
const ipv6 = /^(?=.*:.*:)[0-9a-f:.]{2,45}$/iu;

function portOf(text: string): number {
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : NaN;
  if (!(port <= 0xffff)) throw new ParseError('Malformed PROXY port', 6);
  return port;
}

function parseBinary(given: Buffer): ProxyHeader | undefined {
  if (given.length < fixedOctets) return undefined;
  const command = given.readUInt8(12);
  if (command >> 4 !== 2) throw new ParseError('Unknown PROXY protocol version', 12);
  const family = given.readUInt8(13);
  const addressOctets = given.readUInt16BE(14);
  const length = fixedOctets + addressOctets;
  if (length > proxyHeaderOctetsMax) throw new ParseError('PROXY header too long', 14);
  if (given.length < length) return undefined;
  if ((command & 15) === 0) return { length, peers: undefined };
  if ((command & 15) !== 1) throw new ParseError('Unknown PROXY protocol command', 12);
  const size = family === 0x11 ? 4 : family === 0x21 ? 16 : 0;
  if (size === 0) return { length, peers: undefined };
  if (addressOctets < 2 * size + 4) throw new ParseError('PROXY addresses cut short', 14);
  const endpoint = (index: number): Endpoint => ({
    address: addressText(given.subarray(fixedOctets + index * size).subarray(0, size)),
    port: given.readUInt16BE(fixedOctets + 2 * size + 2 * index),
  });
  return { length, peers: { remote: endpoint(0), local: endpoint(1) } };
}

function addressText(octets: Buffer): string {
  if (octets.length === 4) return octets.join('.');
  const groups: string[] = [];
  for (let at = 0; at < octets.length; at += 2) groups.push(octets.readUInt16BE(at).toString(16));
  return groups.join(':');
}
