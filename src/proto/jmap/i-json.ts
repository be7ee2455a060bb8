import { ParseError } from '#proto/cursor.ts';
import type { JsonValue } from '#proto/jmap/json.ts';

/** Levels of arrays and objects in a request; real ones have 8, a deep filter some more. Our choice. */
export const jsonDepthMax = 64;

/** Characters that one step of a string looks at: bounds how far a turn overruns its budget. Ours. */
const runCharactersMax = 16_384;

/** Characters of a number; a double is written in 24. Our choice. */
const numberCharactersMax = 64;

type Frame =
  | { readonly kind: 'array'; readonly value: JsonValue[] }
  | { readonly kind: 'object'; readonly value: Record<string, JsonValue>; name: string };

type Expected = 'value' | 'first-value' | 'name' | 'first-name' | 'colon' | 'next' | 'end';

/**
 * Reads I-JSON (RFC 7493 §2) piece by piece, so that a large request does not hold up others: UTF-8
 * without a byte order mark, no name twice in one object, no half of a surrogate pair, no number
 * beyond a double.
 */
export class IJsonReader {
  readonly #text: string;
  #at = 0;
  #expected: Expected = 'value';
  readonly #stack: Frame[] = [];
  /** Pieces of a string that goes on. */
  #pieces: string[] | undefined;
  #value: JsonValue = null;

  /** @throws {ParseError} When the octets are not UTF-8 (RFC 7493 §2.1). */
  constructor(source: Uint8Array | string) {
    this.#text = typeof source === 'string' ? source : decode(source);
  }

  /** What was read; null before the end. */
  get value(): JsonValue {
    return this.#value;
  }

  /**
   * Reads on for about `charactersMax` characters and says whether it came to the end.
   *
   * @throws {ParseError} With the offset in UTF-16 units.
   */
  read(charactersMax: number): boolean {
    const pause = this.#at + charactersMax;
    while (this.#at < pause) {
      if (this.#pieces !== undefined) this.#string(this.#pieces);
      else if (!this.#step()) return true;
    }
    return false;
  }

  /** One token; false at the end of the text. */
  #step(): boolean {
    this.#skipSpace();
    const { length } = this.#text;
    if (this.#at >= length) {
      if (this.#expected !== 'end') this.#fail('The text ends too early');
      return false;
    }
    const code = this.#text.charCodeAt(this.#at);
    if (isSpace(code)) return true; // A long run of spaces goes on.
    switch (this.#expected) {
      case 'end':
        return this.#fail('There is more after the value');
      case 'colon':
        this.#expect(code, colon);
        this.#expected = 'value';
        return true;
      case 'next':
        this.#next(code);
        return true;
      case 'name':
      case 'first-name':
        this.#name(code);
        return true;
      case 'value':
      case 'first-value':
        this.#start(code);
        return true;
      default:
        return this.#expected satisfies never;
    }
  }

  #skipSpace(): void {
    const end = Math.min(this.#text.length, this.#at + runCharactersMax);
    while (this.#at < end && isSpace(this.#text.charCodeAt(this.#at))) this.#at++;
  }

  /** After an element or member. */
  #next(code: number): void {
    const frame = this.#stack.at(-1);
    if (code === comma) {
      this.#at++;
      this.#expected = frame?.kind === 'object' ? 'name' : 'value';
      return;
    }
    this.#expect(code, frame?.kind === 'object' ? closeBrace : closeBracket);
    this.#pop();
  }

  #name(code: number): void {
    if (code === closeBrace && this.#expected === 'first-name') {
      this.#at++;
      this.#pop();
      return;
    }
    this.#expect(code, quote);
    this.#pieces = [];
  }

  #start(code: number): void {
    if (code === closeBracket && this.#expected === 'first-value') {
      this.#at++;
      this.#pop();
    } else if (code === quote) {
      this.#at++;
      this.#pieces = [];
    } else if (code === openBrace) {
      this.#push({ kind: 'object', value: {}, name: '' }, 'first-name');
    } else if (code === openBracket) {
      this.#push({ kind: 'array', value: [] }, 'first-value');
    } else this.#take(this.#scalar(code));
  }

  #push(frame: Frame, expected: Expected): void {
    if (this.#stack.length === jsonDepthMax) {
      this.#fail(`More than ${jsonDepthMax} levels`);
    }
    this.#at++;
    this.#stack.push(frame);
    this.#expected = expected;
  }

  #pop(): void {
    const frame = this.#stack.pop();
    if (frame !== undefined) this.#take(frame.value);
  }

  /** Puts a whole value where it belongs. */
  #take(value: JsonValue): void {
    const frame = this.#stack.at(-1);
    if (frame === undefined) {
      this.#value = value;
      this.#expected = 'end';
      return;
    }
    if (frame.kind === 'array') frame.value.push(value);
    else addMember(frame.value, frame.name, value);
    this.#expected = 'next';
  }

  #scalar(code: number): JsonValue {
    for (const [word, value] of literals) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    const ahead = this.#text.slice(this.#at, this.#at + numberCharactersMax);
    const digits = numberForm.exec(ahead)?.[0] ?? '';
    const value = Number(digits);
    if (digits === '' || digits.length === numberCharactersMax) {
      return this.#fail(code === quote ? 'Not a value' : 'Not a JSON value');
    }
    if (!Number.isFinite(value)) return this.#fail('The number is too large'); // RFC 7493 §2.2
    this.#at += digits.length;
    return value;
  }

  /** The next run of a string. */
  #string(pieces: string[]): void {
    const start = this.#at;
    const end = Math.min(this.#text.length, start + runCharactersMax);
    let at = start;
    let code = 0;
    for (; at < end; at++) {
      code = this.#text.charCodeAt(at);
      if (code === quote || code === backslash || code < spaceCode) break;
    }
    if (at > start) pieces.push(this.#text.slice(start, at));
    this.#at = at;
    if (at >= end) {
      if (at >= this.#text.length) this.#fail('The text ends within a string');
      return;
    }
    if (code === backslash) pieces.push(this.#escape());
    else {
      this.#expect(code, quote);
      this.#endString(pieces);
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? '';
    const simple = escapes.get(letter);
    if (simple !== undefined) {
      this.#at += 2;
      return simple;
    }
    const digits = this.#text.slice(this.#at + 2, this.#at + 6);
    if (letter !== 'u' || !/^[0-9A-Fa-f]{4}$/u.test(digits)) this.#fail('Not an escape');
    this.#at += 6;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #endString(pieces: readonly string[]): void {
    const text = pieces.length === 1 ? (pieces[0] ?? '') : pieces.join('');
    this.#pieces = undefined;
    if (!text.isWellFormed()) this.#fail('Half of a surrogate pair'); // RFC 7493 §2.1
    const frame = this.#stack.at(-1);
    const isName = this.#expected === 'name' || this.#expected === 'first-name';
    if (!isName || frame?.kind !== 'object') return this.#take(text);
    if (Object.hasOwn(frame.value, text)) this.#fail('A name stands twice in an object'); // RFC 7493 §2.3
    frame.name = text;
    this.#expected = 'colon';
    return undefined;
  }

  #expect(code: number, wanted: number): void {
    if (code !== wanted) this.#fail(`Wanted ${String.fromCharCode(wanted)}`);
    this.#at++;
  }

  #fail(message: string): never {
    throw new ParseError(message, this.#at);
  }
}

/**
 * Reads a short text at once.
 *
 * @throws {ParseError} As {@link IJsonReader}.
 */
export function parseIJson(octets: Uint8Array): JsonValue {
  const reader = new IJsonReader(octets);
  while (!reader.read(runCharactersMax));
  return reader.value;
}

/** Whether `name` is there was asked before. */
function addMember(object: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (name !== '__proto__') {
    object[name] = value;
    return;
  }
  const property = { value, enumerable: true, writable: true, configurable: true };
  Object.defineProperty(object, name, property);
}

function decode(octets: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    throw new ParseError('The text is not UTF-8', 0);
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

const spaceCode = 0x20;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const literals: readonly (readonly [string, JsonValue])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

const numberForm = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/u;

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
