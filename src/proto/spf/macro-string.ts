import { ParseError } from '#proto/cursor.ts';

/** A value that a macro stands for (RFC 7208 §7.2). */
export type MacroLetter = 's' | 'l' | 'o' | 'd' | 'i' | 'p' | 'h' | 'v' | 'c' | 'r' | 't';

/** A macro with its transformers (RFC 7208 §7.3). */
export type Macro = {
  readonly letter: MacroLetter;
  /** Written in upper case: the value is escaped as in a URL. */
  readonly escaped: boolean;
  /** Parts kept from the right; infinite for all. */
  readonly parts: number;
  readonly reversed: boolean;
  /** Characters that the value is split at; empty stands for a dot. */
  readonly delimiters: string;
};

/** Literal text and macros in their order. */
export type MacroString = readonly (string | Macro)[];

/** Characters of a name as text (RFC 7208 §7.3, RFC 1035 §2.3.4). */
export const targetNameLengthMax = 253;

const expansion = /%(?:\{([slodiphvcrt])([0-9]*)(r?)([-.+,/_=]*)\}|([%_-]))/iy;
const literal = /[!-$&-~]+/y;
const literalWithSpaces = /[ -$&-~]+/y;

/** What `%%`, `%_` and `%-` stand for (RFC 7208 §7.2). */
const escapes: Readonly<Record<string, string>> = { '%': '%', _: ' ', '-': '%20' };

const macroAtEnd = /%(?:\{[^{}]*\}|[%_-])$/;
const topLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

/**
 * Parses a macro-string (RFC 7208 §7.1).
 *
 * @throws {ParseError} On anything else, and on `c`, `r` and `t`, which only explanations have.
 */
export function parseMacroString(text: string): MacroString {
  return parse(text, { literal, explanation: false });
}

/** Parses the text of an explanation, which may have spaces (RFC 7208 §6.2). @throws {ParseError} */
export function parseExplanation(text: string): MacroString {
  return parse(text, { literal: literalWithSpaces, explanation: true });
}

/**
 * Parses a domain-spec: a macro-string that ends in a macro or in a dot and a label that is no
 * number (RFC 7208 §7.1).
 *
 * @throws {ParseError} On anything else.
 */
export function parseDomainSpec(text: string): MacroString {
  const parsed = parseMacroString(text);
  if (macroAtEnd.test(text)) return parsed;
  const end = text.endsWith('.') ? text.length - 1 : text.length;
  const dot = text.lastIndexOf('.', end - 1);
  const label = text.slice(dot + 1, end);
  if (dot < 0 || !topLabel.test(label) || /^[0-9]+$/.test(label)) {
    throw new ParseError('A domain does not end in a top label', text.length);
  }
  return parsed;
}

/** Whether the text names a value by one of the letters. */
export function hasMacro(text: MacroString, letters: string): boolean {
  return text.some((part) => typeof part !== 'string' && letters.includes(part.letter));
}

/** The text with all macros replaced. */
export function expandMacros(text: MacroString, valueOf: (letter: MacroLetter) => string): string {
  return text
    .map((part) => (typeof part === 'string' ? part : transform(part, valueOf(part.letter))))
    .join('');
}

/** The expansion of a domain-spec without a final dot; long ones lose labels on the left (RFC 7208 §7.3). */
export function shortenName(name: string): string {
  const plain = name.endsWith('.') ? name.slice(0, -1) : name;
  if (plain.length <= targetNameLengthMax) return plain;
  const dot = plain.indexOf('.', plain.length - targetNameLengthMax - 1);
  return dot < 0 ? plain.slice(-targetNameLengthMax) : plain.slice(dot + 1);
}

function parse(
  text: string,
  rules: { readonly literal: RegExp; readonly explanation: boolean },
): MacroString {
  const parts: (string | Macro)[] = [];
  let at = 0;
  while (at < text.length) {
    const pattern = text[at] === '%' ? expansion : rules.literal;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw new ParseError('Expected a macro or visible ASCII', at);
    parts.push(pattern === expansion ? readExpansion(match, rules.explanation) : match[0]);
    at += match[0].length;
  }
  return parts;
}

function readExpansion(match: RegExpExecArray, explanation: boolean): string | Macro {
  const [, letter = '', digits = '', reverse = '', delimiters = '', escape] = match;
  if (escape !== undefined) return escapes[escape] ?? '';
  const small = letter.toLowerCase();
  if (!isLetter(small) || (!explanation && 'crt'.includes(small))) {
    throw new ParseError(`Macro "${letter}" is not allowed here`, match.index);
  }
  if (digits !== '' && Number(digits) === 0) {
    throw new ParseError('A macro keeps no part', match.index);
  }
  return {
    letter: small,
    escaped: letter !== small,
    parts: digits === '' ? Number.POSITIVE_INFINITY : Number(digits),
    reversed: reverse !== '',
    delimiters,
  };
}

function isLetter(text: string): text is MacroLetter {
  return 'slodiphvcrt'.includes(text);
}

function transform(macro: Macro, value: string): string {
  const { parts, reversed, delimiters, escaped } = macro;
  const plain = parts === Number.POSITIVE_INFINITY && !reversed && delimiters === '';
  let text = value;
  if (!plain) {
    const wanted = delimiters === '' ? '.' : delimiters;
    const pieces = splitAt(value, wanted);
    if (reversed) pieces.reverse();
    text = pieces.slice(-Math.min(parts, pieces.length)).join('.');
  }
  return escaped ? escapeForUrl(text) : text;
}

function splitAt(value: string, delimiters: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let at = 0; at < value.length; at++) {
    if (!delimiters.includes(value.charAt(at))) continue;
    pieces.push(value.slice(start, at));
    start = at + 1;
  }
  pieces.push(value.slice(start));
  return pieces;
}

/** All but unreserved characters in percent form (RFC 7208 §7.3, RFC 3986 §2.3). */
function escapeForUrl(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9\-._~]/g, (character) => {
    const octet = character.charCodeAt(0) & 0xff;
    return `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
