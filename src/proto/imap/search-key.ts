import type { Cursor } from '#proto/cursor.ts';
import { expectSpace, parseAtom, parseName } from '#proto/imap/atom.ts';
import { parseDate } from '#proto/imap/date.ts';
import { parseNumber64, parseNzNumber } from '#proto/imap/number.ts';
import { atSequenceSet, parseSequenceSet, type SequenceSet } from '#proto/imap/sequence-set.ts';
import { decodeUtf8, parseAstring, parseString } from '#proto/imap/text.ts';

/** Which of a message's dates is compared (RFC 9051 §6.4.4, RFC 8514 §4.3). */
export type SearchDate = 'internal' | 'sent' | 'saved';

/** One condition of SEARCH (RFC 9051 §6.4.4, and the extensions named beside). */
export type SearchKey =
  | { readonly key: 'all' }
  | { readonly key: 'and'; readonly keys: readonly SearchKey[] }
  | { readonly key: 'or'; readonly left: SearchKey; readonly right: SearchKey }
  | { readonly key: 'not'; readonly inner: SearchKey }
  | { readonly key: 'sequence'; readonly set: SequenceSet }
  | { readonly key: 'uid'; readonly set: SequenceSet }
  /** A system flag, as its bit, is set or not. */
  | { readonly key: 'flag'; readonly flag: number; readonly set: boolean }
  | { readonly key: 'keyword'; readonly keyword: string; readonly set: boolean }
  /** RFC 3501 §6.4.4: \Recent, which rev2 does not know any more; NEW also asks for unseen. */
  | { readonly key: 'recent' }
  | { readonly key: 'new' }
  | { readonly key: 'old' }
  /** `day` is its first millisecond; the message's own zone counts, not UTC. */
  | {
      readonly key: 'date';
      readonly of: SearchDate;
      readonly compare: 'before' | 'on' | 'since';
      readonly day: number;
    }
  | { readonly key: 'savedate-supported' }
  /** RFC 5032 §3. */
  | { readonly key: 'older' | 'younger'; readonly seconds: number }
  | { readonly key: 'larger' | 'smaller'; readonly octets: number }
  /** BCC, CC, FROM, TO and SUBJECT, in upper case, and HEADER's field as written. */
  | { readonly key: 'header'; readonly field: string; readonly value: string }
  | { readonly key: 'body' | 'text'; readonly value: string }
  /** RFC 7162 §3.1.5; the entry name of the long form changes nothing here. */
  | { readonly key: 'modseq'; readonly modseq: number }
  /** RFC 8474 §6. */
  | { readonly key: 'emailid' | 'threadid'; readonly id: string };

/** Depth of NOT, OR and parentheses: bounds the recursion. Our choice, no RFC's. */
export const searchDepthMax = 50;

/** Keys in one SEARCH: bounds the work one line can ask for. Our choice, no RFC's. */
export const searchKeysMax = 1000;

/** What is left of the limits while one SEARCH is parsed. */
type Budget = { keys: number; depth: number };

type KeyParser = (cursor: Cursor, budget: Budget) => SearchKey;

/**
 * Parses the search-keys to the end of the text; two or more are joined by AND (RFC 9051 §9).
 *
 * @throws {ParseError} Also beyond {@link searchDepthMax} and {@link searchKeysMax}.
 */
export function parseSearchKeys(cursor: Cursor): SearchKey {
  const key = parseKeyList(cursor, { keys: searchKeysMax, depth: searchDepthMax });
  cursor.expectEnd();
  return key;
}

function parseKeyList(cursor: Cursor, budget: Budget): SearchKey {
  const first = parseKey(cursor, budget);
  if (cursor.peek() !== 0x20) return first;
  const keys = [first];
  while (cursor.take(' ')) keys.push(parseKey(cursor, budget));
  return { key: 'and', keys };
}

function parseKey(cursor: Cursor, budget: Budget): SearchKey {
  if (budget.keys-- === 0) throw cursor.error(`More than ${searchKeysMax} search keys`);
  if (atSequenceSet(cursor)) return { key: 'sequence', set: parseSequenceSet(cursor) };
  if (budget.depth-- === 0) throw cursor.error(`Nested deeper than ${searchDepthMax}`);
  const key = cursor.take('(') ? parseGroup(cursor, budget) : parseNamedKey(cursor, budget);
  budget.depth++;
  return key;
}

function parseGroup(cursor: Cursor, budget: Budget): SearchKey {
  const key = parseKeyList(cursor, budget);
  cursor.expect(')');
  return key;
}

function parseNamedKey(cursor: Cursor, budget: Budget): SearchKey {
  const start = cursor.offset;
  const parse = keyParsers.get(parseName(cursor));
  if (parse !== undefined) return parse(cursor, budget);
  cursor.offset = start;
  throw cursor.error('Unknown search key');
}

const keyParsers: ReadonlyMap<string, KeyParser> = new Map<string, KeyParser>([
  ['ALL', () => ({ key: 'all' })],
  ['RECENT', () => ({ key: 'recent' })],
  ['NEW', () => ({ key: 'new' })],
  ['OLD', () => ({ key: 'old' })],
  ['SEEN', () => ({ key: 'flag', flag: 1, set: true })],
  ['UNSEEN', () => ({ key: 'flag', flag: 1, set: false })],
  ['ANSWERED', () => ({ key: 'flag', flag: 2, set: true })],
  ['UNANSWERED', () => ({ key: 'flag', flag: 2, set: false })],
  ['FLAGGED', () => ({ key: 'flag', flag: 4, set: true })],
  ['UNFLAGGED', () => ({ key: 'flag', flag: 4, set: false })],
  ['DELETED', () => ({ key: 'flag', flag: 8, set: true })],
  ['UNDELETED', () => ({ key: 'flag', flag: 8, set: false })],
  ['DRAFT', () => ({ key: 'flag', flag: 16, set: true })],
  ['UNDRAFT', () => ({ key: 'flag', flag: 16, set: false })],
  ['KEYWORD', (cursor) => ({ key: 'keyword', keyword: afterSpace(cursor, parseAtom), set: true })],
  [
    'UNKEYWORD',
    (cursor) => ({ key: 'keyword', keyword: afterSpace(cursor, parseAtom), set: false }),
  ],
  ['BEFORE', dateKey('internal', 'before')],
  ['ON', dateKey('internal', 'on')],
  ['SINCE', dateKey('internal', 'since')],
  ['SENTBEFORE', dateKey('sent', 'before')],
  ['SENTON', dateKey('sent', 'on')],
  ['SENTSINCE', dateKey('sent', 'since')],
  ['SAVEDBEFORE', dateKey('saved', 'before')],
  ['SAVEDON', dateKey('saved', 'on')],
  ['SAVEDSINCE', dateKey('saved', 'since')],
  ['SAVEDATESUPPORTED', () => ({ key: 'savedate-supported' })],
  ['OLDER', (cursor) => ({ key: 'older', seconds: afterSpace(cursor, parseNzNumber) })],
  ['YOUNGER', (cursor) => ({ key: 'younger', seconds: afterSpace(cursor, parseNzNumber) })],
  ['LARGER', (cursor) => ({ key: 'larger', octets: afterSpace(cursor, parseNumber64) })],
  ['SMALLER', (cursor) => ({ key: 'smaller', octets: afterSpace(cursor, parseNumber64) })],
  ['BCC', fieldKey('BCC')],
  ['CC', fieldKey('CC')],
  ['FROM', fieldKey('FROM')],
  ['SUBJECT', fieldKey('SUBJECT')],
  ['TO', fieldKey('TO')],
  [
    'HEADER',
    (cursor) => {
      const field = afterSpace(cursor, parseAstring);
      return { key: 'header', field, value: searchText(cursor) };
    },
  ],
  ['BODY', (cursor) => ({ key: 'body', value: searchText(cursor) })],
  ['TEXT', (cursor) => ({ key: 'text', value: searchText(cursor) })],
  ['UID', (cursor) => ({ key: 'uid', set: afterSpace(cursor, parseSequenceSet) })],
  ['MODSEQ', parseModseq],
  ['EMAILID', (cursor) => ({ key: 'emailid', id: afterSpace(cursor, parseAtom) })],
  ['THREADID', (cursor) => ({ key: 'threadid', id: afterSpace(cursor, parseAtom) })],
  [
    'NOT',
    (cursor, budget) => {
      expectSpace(cursor);
      return { key: 'not', inner: parseKey(cursor, budget) };
    },
  ],
  [
    'OR',
    (cursor, budget) => {
      expectSpace(cursor);
      const left = parseKey(cursor, budget);
      expectSpace(cursor);
      return { key: 'or', left, right: parseKey(cursor, budget) };
    },
  ],
]);

function afterSpace<T>(cursor: Cursor, parse: (cursor: Cursor) => T): T {
  expectSpace(cursor);
  return parse(cursor);
}

/** What is looked for, as text; octets that are no UTF-8 cannot match and are kept as U+FFFD. */
function searchText(cursor: Cursor): string {
  return decodeUtf8(afterSpace(cursor, parseAstring));
}

function dateKey(of: SearchDate, compare: 'before' | 'on' | 'since'): KeyParser {
  return (cursor) => ({ key: 'date', of, compare, day: afterSpace(cursor, parseDate) });
}

function fieldKey(field: string): KeyParser {
  return (cursor) => ({ key: 'header', field, value: searchText(cursor) });
}

/** `MODSEQ n` or `MODSEQ "/flags/\\Seen" all n` (RFC 7162 §3.1.5). */
function parseModseq(cursor: Cursor): SearchKey {
  expectSpace(cursor);
  if (cursor.peek() === 0x22) {
    parseString(cursor);
    expectSpace(cursor);
    const type = parseName(cursor);
    if (!['ALL', 'PRIV', 'SHARED'].includes(type)) throw cursor.error('Unknown entry type');
    expectSpace(cursor);
  }
  return { key: 'modseq', modseq: parseNumber64(cursor) };
}
