import { ParseError } from '#proto/cursor.ts';

/** A run in modified BASE64: `,` stands for `/`, and there is no padding (RFC 3501 §5.1.3). */
const shifted = /&([A-Za-z0-9+,]*)-/g;
const outside = /[^\u0020-\u007e]+|&/g;

/**
 * Decodes a mailbox name in modified UTF-7 (RFC 3501 §5.1.3).
 *
 * @throws {ParseError} On an unended shift, on bits left over, and on halves of a surrogate pair.
 */
export function decodeModifiedUtf7(octets: string): string {
  if (!octets.includes('&')) return octets;
  let text = '';
  let at = 0;
  for (const found of octets.matchAll(shifted)) {
    text += plainRun(octets, at, found.index);
    text += found[1] === '' ? '&' : decodeRun(found[1] ?? '', found.index);
    at = found.index + found[0].length;
  }
  return text + plainRun(octets, at, octets.length);
}

/** Encodes a mailbox name in modified UTF-7 (RFC 3501 §5.1.3). */
export function encodeModifiedUtf7(text: string): string {
  return text.replace(outside, (run) => {
    if (run === '&') return '&-';
    const units = Buffer.from(run, 'utf16le').swap16();
    return `&${units.toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`;
  });
}

function plainRun(octets: string, start: number, end: number): string {
  const plain = octets.slice(start, end);
  const stray = plain.indexOf('&');
  if (stray >= 0) throw new ParseError('Shift without an end in modified UTF-7', start + stray);
  return plain;
}

function decodeRun(base64: string, offset: number): string {
  const units = Buffer.from(base64.replaceAll(',', '/'), 'base64');
  const text = units.length % 2 === 0 ? units.swap16().toString('utf16le') : '';
  // What encodes differently was not canonical: odd octets, spare bits, or ASCII in a shift.
  if (text === '' || !text.isWellFormed() || encodeModifiedUtf7(text) !== `&${base64}-`) {
    throw new ParseError('Bad modified UTF-7', offset);
  }
  return text;
}
