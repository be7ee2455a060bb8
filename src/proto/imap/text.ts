import type { Cursor } from '#proto/cursor.ts';
import { isAstringOctet } from '#proto/imap/character.ts';
import { parseLiteral } from '#proto/imap/literal.ts';

const quote = 0x22;
const backslash = 0x5c;

/**
 * Parses a `string`: quoted, literal or literal8 (RFC 9051 §4.3). Returns its octets, one
 * character each; {@link decodeUtf8} makes text of them.
 *
 * @throws {ParseError}
 */
export function parseString(cursor: Cursor): string {
  if (cursor.peek() === quote) return parseQuoted(cursor);
  const octet = cursor.peek();
  if (octet === 0x7b || (octet === 0x7e && cursor.peek(1) === 0x7b)) return parseLiteral(cursor);
  throw cursor.error('Expected a string');
}

/** Parses an `astring`: ASTRING-CHARs or a string (RFC 9051 §9). @throws {ParseError} */
export function parseAstring(cursor: Cursor): string {
  const plain = cursor.peek() === 0x7e && cursor.peek(1) === 0x7b ? '' : takeAstring(cursor);
  return plain === '' ? parseString(cursor) : plain;
}

/** Parses an `nstring`: undefined stands for NIL (RFC 9051 §4.6). @throws {ParseError} */
export function parseNstring(cursor: Cursor): string | undefined {
  return cursor.takeKeyword('NIL') ? undefined : parseString(cursor);
}

/** The octets of a parsed string as text; what is not UTF-8 becomes U+FFFD. */
export function decodeUtf8(octets: string): string {
  return isAscii(octets) ? octets : Buffer.from(octets, 'latin1').toString('utf8');
}

/** Text as octets, one character each: what goes over the wire. */
export function encodeUtf8(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

export function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) > 0x7f) return false;
  }
  return true;
}

function takeAstring(cursor: Cursor): string {
  return cursor.takeWhile(isAstringOctet);
}

/** The octets between the quotes; `\"` and `\\` are the only escapes (RFC 9051 §9). */
function parseQuoted(cursor: Cursor): string {
  const { text } = cursor;
  let start = cursor.offset + 1;
  let unescaped = '';
  for (let at = start; at < text.length; at++) {
    const octet = text.charCodeAt(at);
    if (octet === quote) {
      cursor.offset = at + 1;
      return unescaped + text.slice(start, at);
    }
    if (octet === backslash) {
      const next = text.charCodeAt(at + 1);
      if (next !== quote && next !== backslash) throw cursor.error('Bad escape in a quoted string');
      unescaped += text.slice(start, at);
      start = ++at;
    } else if (octet === 0x0d || octet === 0x0a || octet === 0) {
      throw cursor.error('Control character in a quoted string');
    }
  }
  throw cursor.error('Quoted string without an end');
}
