import { type Cursor, ParseError } from '#proto/cursor.ts';
import { expectSpace, parseName, peekName } from '#proto/imap/atom.ts';
import { parseNzNumber } from '#proto/imap/number.ts';
import { parseSearchKeys, type SearchKey } from '#proto/imap/search-key.ts';
import { parseAstring } from '#proto/imap/text.ts';

/** What SEARCH RETURN asks for (RFC 9051 §6.4.4, RFC 5182 §2.1). */
export type SearchReturnName = 'MIN' | 'MAX' | 'ALL' | 'COUNT' | 'SAVE';

/** A window of the result: positions from 1, from the end when `backwards` (RFC 9394 §3.1). */
export type SearchWindow = {
  readonly first: number;
  readonly last: number;
  readonly backwards: boolean;
};

export type SearchReturn = {
  /** Without repetition; `RETURN ()` counts as ALL (RFC 9051 §6.4.4). */
  readonly names: ReadonlySet<SearchReturnName>;
  readonly partial: SearchWindow | undefined;
};

/** Arguments of SEARCH and UID SEARCH. */
export type SearchArguments = {
  /** Undefined without RETURN: a rev1 client then gets `* SEARCH` (RFC 3501 §7.2.5). */
  readonly returns: SearchReturn | undefined;
  readonly key: SearchKey;
};

/** CHARSET names one that is not spoken here: `NO [BADCHARSET]` (RFC 9051 §6.4.4). */
export class CharsetUnknown extends ParseError {}

/** Charsets in which search texts are read (RFC 9051 §6.4.4). */
export const searchCharsets = ['US-ASCII', 'UTF-8'] as const;

const returnNames: ReadonlyMap<string, SearchReturnName> = new Map(
  (['MIN', 'MAX', 'ALL', 'COUNT', 'SAVE'] as const).map((name) => [name, name]),
);

/**
 * Parses what follows `SEARCH ` to the end of the command (RFC 9051 §6.4.4).
 *
 * @throws {CharsetUnknown} For a charset that is not one of {@link searchCharsets}.
 * @throws {ParseError}
 */
export function parseSearchArguments(cursor: Cursor): SearchArguments {
  const returns = peekName(cursor) === 'RETURN' ? parseReturn(cursor) : undefined;
  if (peekName(cursor) === 'CHARSET') parseCharset(cursor);
  return { returns, key: parseSearchKeys(cursor) };
}

function parseReturn(cursor: Cursor): SearchReturn {
  parseName(cursor);
  cursor.expect(' (');
  const names = new Set<SearchReturnName>();
  let partial: SearchWindow | undefined;
  if (cursor.peek() !== 0x29) {
    do {
      const option = parseName(cursor);
      const name = returnNames.get(option);
      if (name !== undefined) names.add(name);
      else if (option === 'PARTIAL' && partial === undefined) partial = parseWindow(cursor);
      else throw cursor.error('Unknown return option');
    } while (cursor.take(' '));
  }
  cursor.expect(') ');
  // RFC 9394 §3.1: ALL beside PARTIAL would send the whole after all.
  if (partial !== undefined && names.has('ALL')) throw cursor.error('PARTIAL excludes ALL');
  if (names.size === 0 && partial === undefined) names.add('ALL');
  return { names, partial };
}

/** Parses ` 1:100` or ` -1:-100` (RFC 9394 §4). */
function parseWindow(cursor: Cursor): SearchWindow {
  expectSpace(cursor);
  const backwards = cursor.take('-');
  const from = parseNzNumber(cursor);
  cursor.expect(backwards ? ':-' : ':');
  const to = parseNzNumber(cursor);
  return { first: Math.min(from, to), last: Math.max(from, to), backwards };
}

function parseCharset(cursor: Cursor): void {
  parseName(cursor);
  expectSpace(cursor);
  const start = cursor.offset;
  const charset = parseAstring(cursor).toUpperCase();
  if (!searchCharsets.some((known) => known === charset)) {
    throw new CharsetUnknown('Unknown charset', start);
  }
  expectSpace(cursor);
}
