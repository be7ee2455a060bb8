/** Octets with CRLF where a line ended in LF alone. */
export function withCrlf(octets: Uint8Array): Uint8Array {
  const text = latin1(octets);
  return Buffer.from(text.replaceAll(/(?<!\r)\n/g, '\r\n'), 'latin1');
}

/** Octets with LF where a line ended in CRLF, as files of this system have it. */
export function withLf(octets: Uint8Array): Buffer {
  return Buffer.from(latin1(octets).replaceAll('\r\n', '\n'), 'latin1');
}

/** One character for each octet. */
export function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
}
