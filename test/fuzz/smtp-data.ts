import { DataDecoder } from '#proto/smtp/data-decoder.ts';

/**
 * Decodes the octets behind DATA as one chunk, and cut in pieces of one and of seven octets.
 *
 * @throws {Error} When the cuts change the message, when something else than CRLF.CRLF ended it, or
 *   when a CR or LF alone in it was not told.
 */
export function fuzzSmtpData(octets: Uint8Array): void {
  const whole = decode(octets, octets.length + 1);
  for (const size of [1, 7]) {
    if (decode(octets, size) !== whole) throw new Error(`Pieces of ${size} change the message`);
  }
}

function decode(octets: Uint8Array, size: number): string {
  const decoder = new DataDecoder();
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < octets.length; from += size) {
    const end = decoder.push(octets.subarray(from, from + size), pieces);
    if (end < 0) continue;
    checkEnd(octets, from + end);
    const text = Buffer.concat(pieces).toString('latin1');
    const bare = /[\r\n]/u.test(text.replaceAll('\r\n', ''));
    if (bare && !decoder.bareLineEnd) throw new Error('A line end alone was not told');
    return `${from + end} ${decoder.bareLineEnd} ${text}`;
  }
  const rest = Buffer.from(octets).toString('latin1');
  if (rest.startsWith('.\r\n') || rest.includes('\r\n.\r\n')) throw new Error('The end was missed');
  return Buffer.concat(pieces).toString('latin1');
}

function checkEnd(octets: Uint8Array, end: number): void {
  const before = Buffer.from(octets.subarray(0, end)).toString('latin1');
  if (before !== '.\r\n' && !before.endsWith('\r\n.\r\n')) throw new Error('Ended elsewhere');
}
