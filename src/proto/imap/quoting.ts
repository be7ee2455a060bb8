import { isAstringOctet } from '#proto/imap/character.ts';

/** Longest string that is quoted; longer ones go as literals, which need no look at each octet. */
export const quotedOctetsMax = 1000;

/**
 * Formats a `string`: quoted where it can be, a literal otherwise (RFC 9051 §4.3).
 *
 * @param octets One character per octet (`encodeUtf8` makes them); octets above 127 may be quoted
 * because rev2 and UTF8=ACCEPT clients read UTF-8 there (RFC 9051 §4.3, RFC 6855 §3).
 */
export function formatString(octets: string): string {
  if (octets.length > quotedOctetsMax) return `{${octets.length}}\r\n${octets}`;
  let escapes = false;
  for (let at = 0; at < octets.length; at++) {
    const octet = octets.charCodeAt(at);
    if (octet === 0x22 || octet === 0x5c) escapes = true;
    else if (octet === 0x0d || octet === 0x0a || octet === 0) {
      return `{${octets.length}}\r\n${octets}`;
    }
  }
  return escapes ? `"${octets.replace(/["\\]/g, '\\$&')}"` : `"${octets}"`;
}

/** As {@link formatString}; undefined goes as NIL (RFC 9051 §4.6). */
export function formatNstring(octets: string | undefined): string {
  return octets === undefined ? 'NIL' : formatString(octets);
}

/** Formats an `astring`: bare where every octet allows it (RFC 9051 §9). */
export function formatAstring(octets: string): string {
  if (octets === '' || octets.toUpperCase() === 'NIL') return formatString(octets);
  for (let at = 0; at < octets.length; at++) {
    if (!isAstringOctet(octets.charCodeAt(at))) return formatString(octets);
  }
  return octets;
}
