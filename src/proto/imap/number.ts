import type { Cursor } from '#proto/cursor.ts';
import { isDigitOctet } from '#proto/imap/character.ts';

/** Largest `number`: 32 bits without sign (RFC 9051 §9). */
export const numberMax = 0xffff_ffff;

/**
 * Largest number64 that is kept exactly. The grammar allows 63 bits (RFC 9051 §9); no size, offset
 * or modseq of this server comes near either bound.
 */
export const number64Max = Number.MAX_SAFE_INTEGER;

/** @throws {ParseError} Unless a number of 32 bits that is not 0 follows (RFC 9051 §9). */
export function parseNzNumber(cursor: Cursor): number {
  return parseDigits(cursor, 1, numberMax);
}

/**
 * Parses a number64 or mod-sequence-valzer (RFC 9051 §9, RFC 7162 §7). What is larger than
 * {@link number64Max} counts as that, so that "since a modseq from the future" stays true.
 *
 * @throws {ParseError} Unless at most 20 digits follow.
 */
export function parseNumber64(cursor: Cursor): number {
  const digits = cursor.takeWhile(isDigitOctet);
  if (digits === '') throw cursor.error('Expected a number');
  if (digits.length > number64DigitsMax) throw cursor.error('Number too large');
  return Math.min(Number(digits), number64Max);
}

/** Digits of the largest 64-bit number. */
const number64DigitsMax = 20;

function parseDigits(cursor: Cursor, least: number, most: number): number {
  const { text } = cursor;
  const start = cursor.offset;
  let at = start;
  let value = 0;
  for (; at < text.length; at++) {
    const octet = text.charCodeAt(at);
    if (!isDigitOctet(octet)) break;
    value = value * 10 + octet - 0x30;
    if (value > most) throw cursor.error('Number too large');
  }
  if (at === start) throw cursor.error('Expected a number');
  if (value < least) throw cursor.error('Zero is not allowed here');
  cursor.offset = at;
  return value;
}
