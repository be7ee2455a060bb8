import { ParseError } from '#proto/cursor.ts';

/** Tags in one list: real signatures have 15. Our choice, no RFC's. */
export const tagsMax = 64;

/** A tag's value, and where it lies in the list's text, white space around it included. */
export type Tag = { readonly value: string; readonly start: number; readonly end: number };

export type TagList = ReadonlyMap<string, Tag>;

const tagName = /^[A-Za-z][A-Za-z0-9_]*$/;

/** What no value may have: controls and the semicolon; octets beyond ASCII may (RFC 8616 §4). */
const notInValue = /[^\t\n\r\x20-\x3a\x3c-\x7e\x80-\xff]/;

/**
 * Parses a tag=value list (RFC 6376 §3.2): names are compared with case, none may come twice, one
 * semicolon may follow the last. Values keep the white space within them.
 *
 * @param text One character per octet; folds may still be in it.
 * @throws {ParseError} On anything else, and beyond {@link tagsMax} tags.
 */
export function parseTagList(text: string): TagList {
  const tags = new Map<string, Tag>();
  let at = 0;
  while (at < text.length) {
    const semicolon = text.indexOf(';', at);
    const end = semicolon < 0 ? text.length : semicolon;
    if (semicolon < 0 && tags.size > 0 && isBlank(text.slice(at))) break;
    if (tags.size === tagsMax) throw new ParseError(`More than ${tagsMax} tags`, at);
    addTag(tags, text, { start: at, end });
    at = end + 1;
  }
  if (tags.size === 0) throw new ParseError('Expected a tag', 0);
  return tags;
}

function addTag(
  tags: Map<string, Tag>,
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  const equals = text.indexOf('=', start);
  if (equals < 0 || equals >= end) throw new ParseError('Expected a tag and "="', start);
  const name = trimBlanks(text.slice(start, equals));
  if (!tagName.test(name)) throw new ParseError('Expected the name of a tag', start);
  if (tags.has(name)) throw new ParseError(`Tag "${name}" comes twice`, start);
  const value = trimBlanks(text.slice(equals + 1, end));
  if (notInValue.test(value)) throw new ParseError(`Octet not allowed in tag "${name}"`, equals);
  tags.set(name, { value, start: equals + 1, end });
}

/** The text without the white space of folds (FWS) at both ends. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlankCode(text.charCodeAt(start))) start++;
  while (end > start && isBlankCode(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The text without any white space, as it does not count in names lists and in base64. */
export function withoutBlanks(text: string): string {
  return text.replaceAll(/[ \t\r\n]+/g, '');
}

/** ASCII letters in small; octets beyond ASCII stay, which may be parts of characters. */
export function toLowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function isBlank(text: string): boolean {
  return trimBlanks(text) === '';
}

function isBlankCode(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === 10;
}
