import { Cursor, ParseError } from '#proto/cursor.ts';
import { commentEnd, quotedEnd, skipComment, takeQuoted, unescape } from '#proto/mime/lexical.ts';

/** What one check came to, as another server says; names in small letters. */
export type ReadResult = {
  readonly method: string;
  readonly result: string;
  /** By name, as `header.from`; of one that comes twice the first. */
  readonly properties: ReadonlyMap<string, string>;
};

/** Results read of one field; a message has fewer than ten checks. Bounds the work; our choice. */
export const resultsMax = 100;

/** Properties read of one result. Bounds the work; our choice. */
export const propertiesMax = 50;

const atom = /[^\s;()="]+/y;

/**
 * Reads the value of an Authentication-Results field, or what ARC keeps of one (RFC 8601 §2.2).
 *
 * @param value Unfolded or not, one character per octet.
 * @throws {ParseError} On anything else, and beyond {@link resultsMax} and {@link propertiesMax}.
 */
export function parseAuthenticationResults(value: string): {
  readonly authservId: string;
  readonly results: readonly ReadResult[];
} {
  const cursor = new Cursor(value);
  skipBlanks(cursor);
  const authservId = takeValue(cursor);
  takeVersion(cursor);
  const results: ReadResult[] = [];
  while (!cursor.atEnd) {
    cursor.expect(';');
    skipBlanks(cursor);
    if (cursor.atEnd) break; // One at the very end, as many write.
    if (results.length === resultsMax) throw cursor.error(`More than ${resultsMax} results`);
    const result = parseResult(cursor);
    if (result !== undefined) results.push(result);
  }
  return { authservId, results };
}

/**
 * Whom a field could be taken to speak for, however oddly that is written: by the letter of
 * RFC 8601 §2.2, and as a careless reader would see it. Never throws.
 */
export function claimedAuthservIds(value: string): readonly string[] {
  let text = '';
  let at = 0;
  while (at < value.length && value[at] !== ';') {
    if (value[at] === '(') {
      text += ' ';
      at = skipComment(value, at);
    } else if (value[at] === '"') {
      const { content, end } = takeQuoted(value, at);
      text += content;
      at = end;
    } else {
      text += value.charAt(at++);
    }
  }
  const words = text
    .replaceAll('\0', '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const joined = words.join('');
  return [...new Set([words[0] ?? '', joined, withoutVersion(joined)])];
}

/** The text without digits at its end; an expression would look at long ones again and again. */
function withoutVersion(text: string): string {
  let end = text.length;
  while (end > 0 && isDigit(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end);
}

function isDigit(octet: number): boolean {
  return octet >= 48 && octet <= 57;
}

/** Undefined for `none`, which says that nothing was checked. */
function parseResult(cursor: Cursor): ReadResult | undefined {
  const method = takeAtom(cursor).replace(/\/.*$/, '').toLowerCase();
  skipBlanks(cursor);
  if (method === 'none' && (cursor.atEnd || cursor.peek() === semicolon)) return undefined;
  if (cursor.take('/')) takeVersion(cursor);
  cursor.expect('=');
  skipBlanks(cursor);
  const result = takeAtom(cursor).toLowerCase();
  const properties = new Map<string, string>();
  for (let count = 0; ; count++) {
    skipBlanks(cursor);
    if (cursor.atEnd || cursor.peek() === semicolon) return { method, result, properties };
    if (count === propertiesMax) throw cursor.error(`More than ${propertiesMax} properties`);
    const name = takeName(cursor);
    cursor.expect('=');
    skipBlanks(cursor);
    const value = takeValue(cursor);
    if (!properties.has(name)) properties.set(name, value);
  }
}

/** A number, or nothing; blanks around it. */
function takeVersion(cursor: Cursor): void {
  skipBlanks(cursor);
  cursor.takeWhile(isDigit);
  skipBlanks(cursor);
}

/** `ptype.property` or `reason`, blanks around the dot let be. */
function takeName(cursor: Cursor): string {
  let name = takeAtom(cursor);
  skipBlanks(cursor);
  if (cursor.peek() !== equals) {
    name += takeAtom(cursor);
    skipBlanks(cursor);
    if (name.endsWith('.')) name += takeAtom(cursor);
    skipBlanks(cursor);
  }
  return name.toLowerCase();
}

/** A word, a quoted string, or an address whose local part may be quoted. */
function takeValue(cursor: Cursor): string {
  let value = '';
  if (cursor.peek() === quote) {
    const end = quotedEnd(cursor.text, cursor.offset);
    if (end < 0) throw cursor.error('A quoted string has no end');
    value = unescape(cursor.text.slice(cursor.offset + 1, end - 1));
    cursor.offset = end;
    if (cursor.peek() !== at) return value;
  }
  const rest = cursor.takeWhile(isValueOctet);
  if (value === '' && rest === '') throw cursor.error('Expected a value');
  return value + rest;
}

function isValueOctet(octet: number): boolean {
  return octet > 32 && octet !== semicolon && octet !== open && octet !== quote;
}

function takeAtom(cursor: Cursor): string {
  atom.lastIndex = cursor.offset;
  const [word] = atom.exec(cursor.text) ?? [];
  if (word === undefined) throw cursor.error('Expected a word');
  cursor.offset += word.length;
  return word;
}

function skipBlanks(cursor: Cursor): void {
  while (!cursor.atEnd) {
    cursor.takeWhile((octet) => octet === 32 || (octet >= 9 && octet <= 13));
    if (cursor.peek() !== open) return;
    const end = commentEnd(cursor.text, cursor.offset);
    if (end < 0) throw new ParseError('A comment has no end', cursor.offset);
    cursor.offset = end;
  }
}

const quote = 0x22;
const open = 0x28;
const semicolon = 0x3b;
const equals = 0x3d;
const at = 0x40;
