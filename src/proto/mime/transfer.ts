import { decodeCharset } from '#proto/mime/charset.ts';
import { parameter } from '#proto/mime/parameters.ts';
import type { Part } from '#proto/mime/structure.ts';

/** Undoes quoted-printable; what is not valid stays as it is (RFC 2045 §6.7). */
export function decodeQuotedPrintable(octets: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(octets.length);
  let length = 0;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets[at] ?? 0;
    if (octet !== 61) {
      out[length++] = octet;
      continue;
    }
    const soft = softBreak(octets, at + 1);
    const high = hexValue(octets[at + 1]);
    const low = hexValue(octets[at + 2]);
    if (soft !== undefined) at += soft;
    else if (high < 0 || low < 0) out[length++] = octet;
    else {
      out[length++] = high * 16 + low;
      at += 2;
    }
  }
  return out.subarray(0, length);
}

/** The octets of a part's body with its transfer encoding undone; never throws. */
export function decodePartOctets(body: Uint8Array, encoding: string): Buffer {
  const octets = Buffer.from(body.buffer, body.byteOffset, body.length);
  if (encoding === 'base64') return Buffer.from(octets.toString('latin1'), 'base64');
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(octets) : octets;
}

/** The text of a part; `body` is its body as stored. */
export function decodePartText(body: Uint8Array, part: Part): string {
  const octets = decodePartOctets(body, part.encoding);
  return decodeCharset(octets, parameter(part.parameters, 'charset'));
}

/**
 * Octets from behind `=` to the end of a soft line break, undefined when there is none.
 *
 * Blanks may stand before it, and the body may end with it: the line break behind belongs to the
 * delimiter (RFC 2045 §6.7, RFC 2046 §5.1.1).
 */
function softBreak(octets: Uint8Array, start: number): number | undefined {
  let at = start;
  while (octets[at] === 32 || octets[at] === 9) at++;
  if (at === octets.length || octets[at] === 10) return at + 1 - start;
  return octets[at] === 13 && octets[at + 1] === 10 ? at + 2 - start : undefined;
}

function hexValue(octet: number | undefined): number {
  if (octet === undefined) return -1;
  if (octet >= 48 && octet <= 57) return octet - 48;
  const letter = octet | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
