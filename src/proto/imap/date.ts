import type { Cursor } from '#proto/cursor.ts';
import { isDigitOctet } from '#proto/imap/character.ts';

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const monthNames = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/**
 * Parses a `date` such as `1-Feb-1994`, quoted or not (RFC 9051 §9): the day's first millisecond,
 * as if its zone were UTC.
 *
 * @throws {ParseError} Also on a day that does not exist.
 */
export function parseDate(cursor: Cursor): number {
  const quoted = cursor.take('"');
  const day = parseDay(cursor);
  if (quoted) cursor.expect('"');
  return day;
}

/**
 * Parses a `date-time` such as `"17-Jul-1996 02:44:25 -0700"` (RFC 9051 §9): milliseconds since
 * the epoch.
 *
 * @throws {ParseError} Also on a moment that does not exist.
 */
export function parseDateTime(cursor: Cursor): number {
  cursor.expect('"');
  // date-day-fixed: a space stands for the first digit; clients that send one digit are read too.
  cursor.take(' ');
  const day = parseDay(cursor);
  cursor.expect(' ');
  const hour = parseFixed(cursor, 2, 23);
  cursor.expect(':');
  const minute = parseFixed(cursor, 2, 59);
  cursor.expect(':');
  const second = parseFixed(cursor, 2, 60); // RFC 3339 §5.7: a leap second counts as the next one.
  cursor.expect(' ');
  const zone = parseZone(cursor);
  cursor.expect('"');
  return day + ((hour * 60 + minute - zone) * 60 + second) * 1000;
}

/** Formats milliseconds since the epoch as a `date-time` in UTC, with its quotes (RFC 9051 §9). */
export function formatDateTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const month = date.getUTCMonth() * 3;
  const day = date.getUTCDate();
  return (
    `"${day < 10 ? ' ' : ''}${day}-${monthNames.slice(month, month + 3)}-` +
    `${String(date.getUTCFullYear()).padStart(4, '0')} ` +
    `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000"`
  );
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

function parseDay(cursor: Cursor): number {
  const digits = cursor.takeWhile(isDigitOctet);
  if (digits.length < 1 || digits.length > 2) throw cursor.error('Expected a day');
  cursor.expect('-');
  const name = cursor.text.slice(cursor.offset, cursor.offset + 3).toUpperCase();
  const month = months.indexOf(name);
  if (month < 0) throw cursor.error('Expected a month');
  cursor.offset += 3;
  cursor.expect('-');
  const year = parseFixed(cursor, 4, 9999);
  const date = new Date(0);
  date.setUTCFullYear(year, month, Number(digits)); // Date.UTC takes years below 100 for 19xx.
  if (date.getUTCDate() !== Number(digits)) throw cursor.error('No such day');
  return date.getTime();
}

/** Minutes east of Greenwich. */
function parseZone(cursor: Cursor): number {
  const west = cursor.take('-');
  if (!west) cursor.expect('+');
  const minutes = parseFixed(cursor, 2, 99) * 60 + parseFixed(cursor, 2, 59);
  return west ? -minutes : minutes;
}

function parseFixed(cursor: Cursor, digits: number, most: number): number {
  const end = cursor.offset + digits;
  let value = 0;
  for (let at = cursor.offset; at < end; at++) {
    const octet = cursor.text.charCodeAt(at);
    if (!isDigitOctet(octet)) throw cursor.error(`Expected ${digits} digits`);
    value = value * 10 + octet - 0x30;
  }
  if (value > most) throw cursor.error('Number out of range');
  cursor.offset = end;
  return value;
}
