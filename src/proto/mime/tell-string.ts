import { formatString } from '#proto/imap/quoting.ts';

const quotable = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;
const eightBit = /[\x80-\xff]/;

/**
 * A `string` that every IMAP client can read (RFC 9051 §4.3): octets above 127 go as a literal,
 * since only rev2 and UTF8=ACCEPT clients take them quoted and a record is told to all.
 */
export function tellString(octets: string): string {
  if (octets.length < quotedAtOnce && quotable.test(octets)) return `"${octets}"`;
  return eightBit.test(octets) ? `{${octets.length}}\r\n${octets}` : formatString(octets);
}

/** Octets up to which a string is quoted without asking further; most are far shorter. */
const quotedAtOnce = 512;

/** As {@link tellString}; undefined goes as NIL (RFC 9051 §4.6). */
export function tellNstring(octets: string | undefined): string {
  return octets === undefined ? 'NIL' : tellString(octets);
}
