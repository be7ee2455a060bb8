import { isIP } from 'node:net';

/** A server that resolves for us. */
export type Upstream = { readonly address: string; readonly port: number };

/** Where DNS servers listen (RFC 1035 §4.2). */
const domainPort = 53;

/**
 * Reads an upstream of the configuration: `127.0.0.1`, `127.0.0.1:5353`, `::1`, `[::1]:5353`.
 *
 * @throws {Error} Naming the text, when it is no address.
 */
export function parseUpstream(text: string): Upstream {
  if (isIP(text) !== 0) return { address: text, port: domainPort };
  const found = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/u.exec(text);
  const address = found?.[1] ?? found?.[2] ?? '';
  const port = Number(found?.[3]);
  const version = found?.[1] === undefined ? 4 : 6;
  if (isIP(address) !== version || !(port >= 1 && port <= 0xffff)) {
    throw new Error(`"${text}" is no DNS server: write it as 127.0.0.1, 127.0.0.1:53 or [::1]:53`);
  }
  return { address, port };
}
