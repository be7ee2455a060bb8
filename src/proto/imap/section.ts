import type { Cursor } from '#proto/cursor.ts';
import { expectSpace, parseName, peekName } from '#proto/imap/atom.ts';
import { parseNumber64, parseNzNumber } from '#proto/imap/number.ts';
import { formatAstring } from '#proto/imap/quoting.ts';
import { parseAstring } from '#proto/imap/text.ts';

/** What of a part is meant; `whole` is the part's body, or the message (RFC 9051 §6.4.5.1). */
export type SectionText =
  | 'whole'
  | 'HEADER'
  | 'HEADER.FIELDS'
  | 'HEADER.FIELDS.NOT'
  | 'TEXT'
  | 'MIME';

/** What stands between the brackets of BODY[…] (RFC 9051 §9, section). */
export type Section = {
  /** Part numbers from the top, as `1.2`; empty for the message itself. */
  readonly part: readonly number[];
  readonly text: SectionText;
  /** Field names as written, for the two HEADER.FIELDS forms. */
  readonly fields: readonly string[];
};

/** `<offset.count>`: octets `offset` to `offset + count`, the second excluded (RFC 9051 §6.4.5). */
export type Partial = { readonly offset: number; readonly count: number };

/** Numbers in one part specifier: the deepest nesting that can be asked for. Our choice, no RFC's. */
export const partDepthMax = 100;

/** Fields in one HEADER.FIELDS list. Our choice, no RFC's. */
export const headerFieldsMax = 200;

const texts: ReadonlyMap<string, SectionText> = new Map(
  (['HEADER', 'HEADER.FIELDS', 'HEADER.FIELDS.NOT', 'TEXT', 'MIME'] as const).map((text) => [
    text,
    text,
  ]),
);

/** Parses `[section]` with its brackets (RFC 9051 §9). @throws {ParseError} */
export function parseSection(cursor: Cursor): Section {
  cursor.expect('[');
  const part = parsePart(cursor);
  const text = parseSectionText(cursor, part);
  const fields = text.startsWith('HEADER.FIELDS') ? parseHeaderList(cursor) : [];
  cursor.expect(']');
  return { part, text, fields };
}

/** Parses `[1.2]` of BINARY, which knows part numbers only (RFC 9051 §9, section-binary). */
export function parseBinarySection(cursor: Cursor): readonly number[] {
  cursor.expect('[');
  const part = parsePart(cursor);
  if (cursor.text[cursor.offset - 1] === '.') throw cursor.error('Expected a part number');
  cursor.expect(']');
  return part;
}

/** Parses `<offset.count>` where it is given. @throws {ParseError} On a count of 0. */
export function takePartial(cursor: Cursor): Partial | undefined {
  if (!cursor.take('<')) return undefined;
  const offset = parseNumber64(cursor);
  cursor.expect('.');
  const count = parseNumber64(cursor);
  if (count === 0) throw cursor.error('Zero is not allowed here');
  cursor.expect('>');
  return { offset, count };
}

/** The section as it is told in a response, with its brackets. */
export function formatSection({ part, text, fields }: Section): string {
  const number = part.join('.');
  if (text === 'whole') return `[${number}]`;
  const list = text.startsWith('HEADER.FIELDS') ? ` (${fields.map(formatAstring).join(' ')})` : '';
  return `[${number}${part.length === 0 ? '' : '.'}${text}${list}]`;
}

/** Leaves the cursor behind the last dot when a section-text follows it. */
function parsePart(cursor: Cursor): readonly number[] {
  const part: number[] = [];
  while (cursor.peek() >= 0x30 && cursor.peek() <= 0x39) {
    if (part.length === partDepthMax) throw cursor.error('Part number too deep');
    part.push(parseNzNumber(cursor));
    if (!cursor.take('.')) break;
  }
  return part;
}

function parseSectionText(cursor: Cursor, part: readonly number[]): SectionText {
  const dotted = cursor.text[cursor.offset - 1] === '.';
  if (part.length > 0 && !dotted) return 'whole';
  if (part.length === 0 && cursor.peek() === 0x5d) return 'whole';
  if (peekName(cursor) === '') throw cursor.error('Expected a section');
  const text = texts.get(parseName(cursor));
  if (text === undefined) throw cursor.error('Unknown section');
  if (text === 'MIME' && part.length === 0) throw cursor.error('MIME needs a part number');
  return text;
}

function parseHeaderList(cursor: Cursor): readonly string[] {
  expectSpace(cursor);
  cursor.expect('(');
  const fields: string[] = [];
  do {
    if (fields.length === headerFieldsMax) throw cursor.error('Too many header fields');
    fields.push(parseAstring(cursor));
  } while (cursor.take(' '));
  cursor.expect(')');
  return fields;
}
