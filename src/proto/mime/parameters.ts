import { skipComment, takeQuoted } from '#proto/mime/lexical.ts';
import { joinSegments } from '#proto/mime/segments.ts';
import type { Segment } from '#proto/mime/segments.ts';
import type { Parameter, Parameterized } from '#proto/mime/structure.ts';

/** Parameters read of one field; the rest is ignored. Our choice, no RFC's. */
export const parametersMax = 100;

/** Octets of one field looked at for parameters; the rest is ignored. Our choice, no RFC's. */
export const parameterOctetsMax = 32_768;

/** Characters of a parameter's name; nothing longer is one. Our choice, no RFC's. */
export const parameterNameMax = 100;

/**
 * Reads `value; name=value; …`, as sloppily as senders write it (RFC 2045 §5.1, RFC 2231 §3).
 *
 * Taken as well: missing semicolons and closing quotes, blanks and parentheses in values without
 * quotes. Takes time in proportion to the field's length.
 */
export function parseParameterized(field: string): Parameterized {
  const reader: Reader = { text: field.slice(0, parameterOctetsMax), at: 0 };
  skipBlanks(reader);
  const value = takeValue(reader).toLowerCase();
  const segments: Segment[] = [];
  while (reader.at < reader.text.length && segments.length < parametersMax) {
    const name = takeName(reader);
    if (name === undefined) skipToParameter(reader);
    else segments.push([name.toLowerCase(), takeValue(reader)]);
  }
  return { value, parameters: joinSegments(segments) };
}

/** The value of a parameter, or undefined; `name` is given in lower case. */
export function parameter(parameters: readonly Parameter[], name: string): string | undefined {
  return parameters.find(([given]) => given === name)?.[1];
}

type Reader = { readonly text: string; at: number };

/** `name =` with blanks around the equals sign, or undefined with the reader where it was. */
const nameAhead = new RegExp(`([^\\s;="()]{1,${parameterNameMax}})\\s{0,8}=\\s*`, 'y');

function takeName(reader: Reader): string | undefined {
  nameAhead.lastIndex = reader.at;
  const match = nameAhead.exec(reader.text);
  if (match === null) return undefined;
  reader.at += match[0].length;
  return match[1];
}

/** Moves over what is no parameter: a semicolon, a comment, or one word. */
function skipToParameter(reader: Reader): void {
  const { text } = reader;
  const character = text[reader.at];
  if (character === '(') reader.at = skipComment(text, reader.at);
  else if (character === '"') reader.at = takeQuoted(text, reader.at).end;
  else reader.at = isBreak(character) ? reader.at + 1 : wordEnd(text, reader.at + 1);
  skipBlanks(reader);
}

function takeValue(reader: Reader): string {
  const { text } = reader;
  if (text[reader.at] !== '"') return takeBareValue(reader);
  const { content, end } = takeQuoted(text, reader.at);
  reader.at = end;
  skipBlanks(reader);
  return content;
}

/** Words up to a semicolon or the next parameter; a comment is dropped where it ends the value. */
function takeBareValue(reader: Reader): string {
  const { text } = reader;
  let value = '';
  while (reader.at < text.length && text[reader.at] !== ';') {
    const start = reader.at;
    if (text[start] === '(') {
      reader.at = skipComment(text, start);
      const follows = text[reader.at];
      if (follows !== undefined && !isBreak(follows)) value += text.slice(start, reader.at);
    } else {
      reader.at = wordEnd(text, start + 1);
      value += text.slice(start, reader.at);
    }
    const blanks = reader.at;
    skipBlanks(reader);
    if (reader.at === blanks) continue;
    if (isName(reader)) break;
    value += ' ';
  }
  return value.trimEnd();
}

function isName(reader: Reader): boolean {
  nameAhead.lastIndex = reader.at;
  return nameAhead.test(reader.text);
}

/** Where the word ends that started before `at`; parentheses within a word are part of it. */
function wordEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isBreak(text[end])) end += 1;
  return end;
}

function skipBlanks(reader: Reader): void {
  while (isBlank(reader.text[reader.at])) reader.at += 1;
}

function isBreak(character: string | undefined): boolean {
  return character === ';' || character === '"' || isBlank(character);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n';
}
