import type { Cursor } from '#proto/cursor.ts';
import { parseName } from '#proto/imap/atom.ts';
import {
  formatSection,
  parseBinarySection,
  parseSection,
  type Partial,
  type Section,
  takePartial,
} from '#proto/imap/section.ts';

/** Items without arguments, in the spelling of responses. */
export type PlainFetchName =
  | 'BODY'
  | 'BODYSTRUCTURE'
  | 'EMAILID'
  | 'ENVELOPE'
  | 'FLAGS'
  | 'INTERNALDATE'
  | 'MODSEQ'
  | 'RFC822.SIZE'
  | 'SAVEDATE'
  | 'THREADID'
  | 'UID';

/** RFC822 and its kin: names of their own for sections (RFC 3501 §6.4.5). */
export type LegacyFetchName = 'RFC822' | 'RFC822.HEADER' | 'RFC822.TEXT';

/** One thing that FETCH can ask for (RFC 9051 §6.4.5 and the extensions named beside). */
export type FetchItem =
  | { readonly kind: 'plain'; readonly name: PlainFetchName }
  | {
      readonly kind: 'section';
      /** True for BODY.PEEK and RFC822.HEADER, which leave \Seen alone. */
      readonly peek: boolean;
      readonly section: Section;
      readonly partial: Partial | undefined;
      readonly legacy: LegacyFetchName | undefined;
    }
  /** Decoded octets of a part (RFC 9051 §6.4.5, RFC 3516 §4.2). */
  | {
      readonly kind: 'binary';
      readonly peek: boolean;
      readonly part: readonly number[];
      readonly partial: Partial | undefined;
    }
  | { readonly kind: 'binary-size'; readonly part: readonly number[] }
  /** PREVIEW, LAZY when the client would rather not wait (RFC 8970 §3.1). */
  | { readonly kind: 'preview'; readonly lazy: boolean };

const plainNames: ReadonlyMap<string, PlainFetchName> = new Map(
  (
    [
      'BODYSTRUCTURE',
      'EMAILID', // RFC 8474 §5.1
      'ENVELOPE',
      'FLAGS',
      'INTERNALDATE',
      'MODSEQ', // RFC 7162 §3.1.5
      'RFC822.SIZE',
      'SAVEDATE', // RFC 8514 §4.2
      'THREADID', // RFC 8474 §5.2
      'UID',
    ] as const
  ).map((name) => [name, name]),
);

/** Parses one fetch-att (RFC 9051 §9). @throws {ParseError} */
export function parseFetchItem(cursor: Cursor): FetchItem {
  const start = cursor.offset;
  const name = takeItemName(cursor);
  const plain = plainNames.get(name);
  if (plain !== undefined) return { kind: 'plain', name: plain };
  switch (name) {
    case 'BODY':
      if (cursor.peek() !== 0x5b) return { kind: 'plain', name: 'BODY' };
      return parseBodySection(cursor, false);
    case 'BODY.PEEK':
      return parseBodySection(cursor, true);
    case 'BINARY':
    case 'BINARY.PEEK':
      return {
        kind: 'binary',
        peek: name === 'BINARY.PEEK',
        part: parseBinarySection(cursor),
        partial: takePartial(cursor),
      };
    case 'BINARY.SIZE':
      return { kind: 'binary-size', part: parseBinarySection(cursor) };
    case 'PREVIEW':
      return { kind: 'preview', lazy: takeLazy(cursor) };
    case 'RFC822':
      return legacySection('RFC822', 'whole');
    case 'RFC822.HEADER':
      return legacySection('RFC822.HEADER', 'HEADER');
    case 'RFC822.TEXT':
      return legacySection('RFC822.TEXT', 'TEXT');
    default:
      cursor.offset = start;
      throw cursor.error('Unknown fetch item');
  }
}

/** The item's name as the response tells it, as `BODY[TEXT]<0>` (RFC 9051 §7.5.2). */
export function fetchItemLabel(item: FetchItem): string {
  switch (item.kind) {
    case 'plain':
      return item.name;
    case 'section':
      return item.legacy ?? `BODY${formatSection(item.section)}${origin(item.partial)}`;
    case 'binary':
      return `BINARY[${item.part.join('.')}]${origin(item.partial)}`;
    case 'binary-size':
      return `BINARY.SIZE[${item.part.join('.')}]`;
    case 'preview':
    default:
      return 'PREVIEW';
  }
}

function origin(partial: Partial | undefined): string {
  return partial === undefined ? '' : `<${partial.offset}>`;
}

function parseBodySection(cursor: Cursor, peek: boolean): FetchItem {
  const section = parseSection(cursor);
  return { kind: 'section', peek, section, partial: takePartial(cursor), legacy: undefined };
}

function legacySection(legacy: LegacyFetchName, text: 'whole' | 'HEADER' | 'TEXT'): FetchItem {
  return {
    kind: 'section',
    peek: text === 'HEADER', // RFC 3501 §6.4.5: RFC822.HEADER does not set \Seen.
    section: { part: [], text, fields: [] },
    partial: undefined,
    legacy,
  };
}

function takeLazy(cursor: Cursor): boolean {
  if (!cursor.takeKeyword(' (LAZY')) return false;
  cursor.expect(')');
  return true;
}

/** `[` is an ATOM-CHAR, but here it ends the name. */
function takeItemName(cursor: Cursor): string {
  const { offset } = cursor;
  const atom = parseName(cursor);
  const bracket = atom.indexOf('[');
  if (bracket < 0) return atom;
  cursor.offset = offset + bracket;
  return atom.slice(0, bracket);
}
