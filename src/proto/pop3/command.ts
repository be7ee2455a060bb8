import { Cursor, ParseError } from '#proto/cursor.ts';

/** A command line taken apart; the argument is everything behind the first space. */
export type Pop3Command = { readonly keyword: string; readonly argument: string };

/** Octets of a command line without CRLF (RFC 2449 §4: 255 with it). */
export const commandOctetsMax = 253;

/** Largest message number taken; maildrops are smaller. Bounds the digits. Our choice, no RFC's. */
export const messageNumberMax = 999_999_999;

const keyword = /^[A-Za-z0-9]{3,8}(?= |$)/;

/**
 * Takes a command line apart (RFC 1939 §3). The keyword comes in upper case.
 *
 * @param line Without CRLF, one character per octet.
 * @throws {ParseError} Where a keyword of 3 to 8 letters is missing (AUTH, UIDL, …).
 */
export function parsePop3Command(line: string): Pop3Command {
  const found = keyword.exec(line);
  if (found === null) throw new ParseError('Expected a command', 0);
  return { keyword: found[0].toUpperCase(), argument: line.slice(found[0].length + 1) };
}

/** Parses one message number (RFC 1939 §3). @throws {ParseError} */
export function parseMessageNumber(argument: string): number {
  const cursor = new Cursor(argument);
  const number = parseDecimal(cursor);
  cursor.expectEnd();
  if (number === 0) throw new ParseError('Message numbers start at 1', 0);
  return number;
}

/** Parses the message number and the count of lines of TOP (RFC 1939 §7). @throws {ParseError} */
export function parseTopArguments(argument: string): {
  readonly number: number;
  readonly lines: number;
} {
  const cursor = new Cursor(argument);
  const number = parseDecimal(cursor);
  if (number === 0) throw new ParseError('Message numbers start at 1', 0);
  cursor.expect(' ');
  const lines = parseDecimal(cursor);
  cursor.expectEnd();
  return { number, lines };
}

function parseDecimal(cursor: Cursor): number {
  const digits = cursor.takeWhile((octet) => octet >= 0x30 && octet <= 0x39);
  if (digits === '') throw cursor.error('Expected a number');
  const value = Number(digits);
  if (value > messageNumberMax) throw cursor.error('Number too large');
  return value;
}
