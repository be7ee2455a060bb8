import { parseProxyHeader } from '#net/proxy-header.ts';
import { ParseError } from '#proto/cursor.ts';

/** Reads the octets as a PROXY header. @throws {Error} For anything but a {@link ParseError}. */
export function fuzzProxyHeader(octets: Uint8Array): void {
  try {
    parseProxyHeader(octets);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
}
