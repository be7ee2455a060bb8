import type { Cursor } from '#proto/cursor.ts';
import { parseNumber64 } from '#proto/imap/number.ts';

/** Announcement of counted octets: `{n}`, `{n+}`, `~{n}` (RFC 9051 §4.3, RFC 7888 §4). */
export type Literal = {
  readonly size: number;
  /** The peer waits for `+` before it sends the octets. */
  readonly synchronising: boolean;
  /** literal8: the octets may hold NUL (RFC 9051 §4.3). */
  readonly binary: boolean;
};

/** Octets of the longest announcement that is looked for: `~{` + 20 digits + `+}`. */
const announcementOctetsMax = 24;

const announcement = /(~?)\{(\d{1,20})(\+?)\}$/;

/**
 * The literal that a line of a command ends with, if it does: its octets follow the line's CRLF.
 *
 * Looks at the end only. A quoted string that ends so is not told apart: it has a `"` behind.
 *
 * @param line One line without CRLF.
 */
export function literalAtEnd(line: string): Literal | undefined {
  if (line.charCodeAt(line.length - 1) !== 0x7d) return undefined;
  const found = announcement.exec(line.slice(-announcementOctetsMax));
  if (found === null) return undefined;
  const [, tilde, digits, plus] = found;
  return {
    size: Math.min(Number(digits), Number.MAX_SAFE_INTEGER),
    synchronising: plus === '',
    binary: tilde !== '',
  };
}

/**
 * Parses the announcement of a literal at the position, without its CRLF and octets.
 *
 * @throws {ParseError} On anything else.
 */
export function parseLiteralHead(cursor: Cursor): Literal {
  const binary = cursor.take('~');
  cursor.expect('{');
  const size = parseNumber64(cursor);
  const synchronising = !cursor.take('+');
  cursor.expect('}');
  return { size, synchronising, binary };
}

/**
 * Parses a whole inlined literal and returns its octets, one character each.
 *
 * @throws {ParseError} When octets are missing, or on a NUL outside a literal8 (RFC 9051 §4.3).
 */
export function parseLiteral(cursor: Cursor): string {
  const { size, binary } = parseLiteralHead(cursor);
  cursor.expect('\r\n');
  const end = cursor.offset + size;
  if (end > cursor.text.length) throw cursor.error('Literal is shorter than announced');
  const octets = cursor.text.slice(cursor.offset, end);
  if (!binary && octets.includes('\0')) throw cursor.error('NUL in a literal');
  cursor.offset = end;
  return octets;
}
