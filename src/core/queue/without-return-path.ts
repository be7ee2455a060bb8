const name = Buffer.from('return-path:');
const newline = 0x0a;

/**
 * A message as it goes to another server: our Return-Path at its start was for the mailbox here, and
 * only the last server puts one on (RFC 5321 §4.4).
 */
export function withoutReturnPath(octets: Uint8Array): Uint8Array {
  const start = Buffer.from(octets.buffer, octets.byteOffset, Math.min(octets.length, name.length));
  if (start.toString('latin1').toLowerCase() !== name.toString()) return octets;
  for (let end = octets.indexOf(newline); end >= 0; end = octets.indexOf(newline, end + 1)) {
    const next = octets[end + 1];
    if (next !== 0x20 && next !== 0x09) return octets.subarray(end + 1);
  }
  return octets;
}
