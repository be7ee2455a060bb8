import type { Cursor } from '#proto/cursor.ts';
import { parseAtom } from '#proto/imap/atom.ts';

/** System flags as bits, as the store keeps them, in the order in which they are told. */
export const systemFlags = [
  [1, '\\Seen'],
  [2, '\\Answered'],
  [4, '\\Flagged'],
  [8, '\\Deleted'],
  [16, '\\Draft'],
] as const satisfies readonly (readonly [number, string])[];

/** Flags as given: system flags as a sum of bits, keywords as written. */
export type Flags = { readonly flags: number; readonly keywords: readonly string[] };

/** Keywords in one list: more than a mailbox holds (50). Our choice, no RFC's. */
export const keywordsMax = 64;

const bitByName = new Map(systemFlags.map(([bit, name]) => [name.toUpperCase(), bit]));

const texts = systemFlags.reduce<readonly string[]>(
  (known, [, name]) => [...known, ...known.map((text) => (text === '' ? name : `${text} ${name}`))],
  [''],
);

/**
 * Parses a parenthesised flag-list (RFC 9051 §9). `\Recent` is passed over: it cannot be changed
 * (RFC 3501 §2.3.2), but clients send back what they were told.
 *
 * @throws {ParseError} Also on an unknown system flag, and beyond {@link keywordsMax} keywords.
 */
export function parseFlagList(cursor: Cursor): Flags {
  cursor.expect('(');
  if (cursor.take(')')) return { flags: 0, keywords: [] };
  const flags = parseFlags(cursor);
  cursor.expect(')');
  return flags;
}

/** Parses flags with spaces between, without parentheses (RFC 9051 §9, store-att-flags). */
export function parseFlags(cursor: Cursor): Flags {
  let flags = 0;
  const keywords = new Map<string, string>();
  do {
    if (cursor.take('\\')) {
      flags |= parseSystemFlag(cursor);
    } else {
      const keyword = parseAtom(cursor);
      if (keywords.size === keywordsMax) throw cursor.error(`More than ${keywordsMax} keywords`);
      keywords.set(keyword.toUpperCase(), keyword);
    }
  } while (cursor.take(' '));
  return { flags, keywords: [...keywords.values()] };
}

/** The flags as they stand between the parentheses of FLAGS, system flags first. */
export function formatFlags(flags: number, keywords: readonly string[]): string {
  const system = texts[flags] ?? '';
  if (keywords.length === 0) return system;
  return system === '' ? keywords.join(' ') : `${system} ${keywords.join(' ')}`;
}

function parseSystemFlag(cursor: Cursor): number {
  const name = `\\${parseAtom(cursor)}`.toUpperCase();
  const bit = bitByName.get(name);
  if (bit !== undefined) return bit;
  if (name === '\\RECENT') return 0;
  throw cursor.error('Unknown system flag');
}
