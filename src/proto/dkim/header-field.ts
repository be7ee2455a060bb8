import { ParseError } from '#proto/cursor.ts';
import type { Canonicalization } from '#proto/dkim/message-signature.ts';

/** A field as it came: folds and its CRLF included, one character per octet. */
export type HeaderField = {
  /** In small letters. */
  readonly name: string;
  readonly text: string;
  /** Where the value begins in `text`, behind the colon. */
  readonly valueStart: number;
};

/** A header cut into fields, and what stands behind its first empty line. */
export type SplitHeader = {
  readonly fields: readonly HeaderField[];
  /** Where lone CRs or LFs made a header end early: what then is body. Most often empty. */
  readonly bodyStart: string;
};

/** Octets of a header that is looked at; real ones have 20,000. Bounds the work; our choice. */
export const signedHeaderOctetsMax = 262_144;

/** Fields of a header that is looked at; real ones have 100. Bounds the work; our choice. */
export const signedFieldsMax = 4_000;

/** A field's name with what may stand before its colon (RFC 5322 §2.2, §4.5). */
const start = /^([!-9;-~]+)[ \t]*:/;

/**
 * Cuts a header into fields. A lone CR or LF counts as CRLF: that is what becomes of it when the
 * message goes on (RFC 5321 §2.3.8). Lines that belong to no field are left out.
 *
 * @param header With its empty line, one character per octet.
 * @throws {ParseError} Beyond {@link signedHeaderOctetsMax} or {@link signedFieldsMax}.
 */
export function splitHeader(header: string): SplitHeader {
  if (header.length > signedHeaderOctetsMax) throw new ParseError('The header is too long', 0);
  const text = normalizeLineEnds(header === '' || header.endsWith('\n') ? header : `${header}\r\n`);
  const fields: HeaderField[] = [];
  let at = 0;
  while (at < text.length && !text.startsWith('\r\n', at)) {
    if (fields.length === signedFieldsMax)
      throw new ParseError('The header has too many fields', at);
    const end = fieldEnd(text, at);
    const field = toField(text.slice(at, end));
    if (field !== undefined) fields.push(field);
    at = end;
  }
  return { fields, bodyStart: text.slice(at + 2) };
}

/** A field from its text, which may lack the CRLF; undefined for what is no field. */
export function toField(text: string): HeaderField | undefined {
  const [all, name] = start.exec(text) ?? [];
  if (all === undefined || name === undefined) return undefined;
  return { name: name.toLowerCase(), text, valueStart: all.length };
}

/** What the field says, folds included, without the CRLF at its end. */
export function valueOf(field: HeaderField): string {
  return withoutLineEnd(field.text.slice(field.valueStart));
}

/** The field with the octets from `start` to `end` of its value left out, without its CRLF. */
export function cutValue(
  field: HeaderField,
  { start, end }: { readonly start: number; readonly end: number },
): HeaderField {
  const { text, valueStart } = field;
  const cut = text.slice(0, valueStart + start) + text.slice(valueStart + end);
  return { ...field, text: withoutLineEnd(cut) };
}

/**
 * The form of a field that is hashed (RFC 6376 §3.4.1, §3.4.2). It has a CRLF where the field has
 * one.
 */
export function canonicalField(field: HeaderField, form: Canonicalization): string {
  if (form === 'simple') return field.text;
  const { name, text, valueStart } = field;
  const unfolded = text
    .slice(valueStart)
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ');
  const from = unfolded.startsWith(' ') ? 1 : 0;
  const to = unfolded.length > from && unfolded.endsWith(' ') ? -1 : unfolded.length;
  return `${name}:${unfolded.slice(from, to)}${text.endsWith('\r\n') ? '\r\n' : ''}`;
}

/** Gives out the fields of a header as `h=` names them: each once, the last first. */
export class FieldPicker {
  readonly #left = new Map<string, HeaderField[]>();

  /** @param except The signature itself, which signs all but itself (RFC 6376 §3.5). */
  constructor(fields: readonly HeaderField[], except?: HeaderField) {
    for (const field of fields) {
      if (field === except) continue;
      const same = this.#left.get(field.name);
      if (same === undefined) this.#left.set(field.name, [field]);
      else same.push(field);
    }
  }

  /** The next one from below; undefined when none is left (RFC 6376 §5.4.2). */
  take(name: string): HeaderField | undefined {
    return this.#left.get(name)?.pop();
  }

  /** Whether one of this name was not taken. */
  has(name: string): boolean {
    return (this.#left.get(name)?.length ?? 0) > 0;
  }
}

function normalizeLineEnds(text: string): string {
  return /\r(?!\n)|(?<!\r)\n/.test(text) ? text.replaceAll(/\r\n|\r|\n/g, '\r\n') : text;
}

function fieldEnd(text: string, start: number): number {
  let at = start;
  while (true) {
    const feed = text.indexOf('\n', at);
    if (feed < 0) return text.length;
    at = feed + 1;
    const next = text.charCodeAt(at);
    if (next !== 32 && next !== 9) return at;
  }
}

function withoutLineEnd(text: string): string {
  return text.endsWith('\r\n') ? text.slice(0, -2) : text;
}
