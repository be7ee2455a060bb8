/** A piece of CSS, its escapes resolved. Comments and `<!--` are white space. */
export type CssToken =
  | {
      readonly kind: 'ident' | 'function' | 'at' | 'hash' | 'string' | 'url';
      readonly text: string;
    }
  /** `unit` is empty, `%`, or letters in lower case. */
  | { readonly kind: 'number'; readonly value: number; readonly unit: string }
  /** One character that stands for itself, brackets and commas too. */
  | { readonly kind: 'mark'; readonly text: string }
  | { readonly kind: 'space' }
  /** What no rule may contain: an unfinished string or a broken url(). */
  | { readonly kind: 'bad' };

/** Characters of CSS in one mail: large newsletters have 100,000. More is cut off. */
export const cssCharactersMax = 300_000;

const space = /[ \t\n]/u;
const nameStart = /[A-Za-z_\u0080-\u{10FFFF}]/u;
const namePart = /[\w\-\u0080-\u{10FFFF}]/u;
const numberHere = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy;

/** Cuts CSS into tokens as browsers do (CSS Syntax Level 3 §4). Takes any text whatever. */
export function cssTokens(css: string): CssToken[] {
  const text = css
    .slice(0, cssCharactersMax)
    .replaceAll(/\r\n?|\f/gu, '\n')
    .replaceAll('\0', '\uFFFD');
  return new Tokenizer(text).all();
}

class Tokenizer {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  all(): CssToken[] {
    const tokens: CssToken[] = [];
    while (this.#at < this.#text.length) {
      tokens.push(this.#next());
    }
    return tokens;
  }

  #next(): CssToken {
    const character = this.#peek();
    if (this.#take('/*')) {
      const end = this.#text.indexOf('*/', this.#at);
      this.#at = end === -1 ? this.#text.length : end + 2;
      return { kind: 'space' }; // So that it does not join what it parts, as in `url/**/(x)`.
    }
    if (space.test(character)) return this.#space();
    if (this.#take('<!--') || this.#take('-->')) return { kind: 'space' };
    if (character === '"' || character === "'") return this.#string(character);
    if (character === '#' && (namePart.test(this.#peek(1)) || this.#isEscape(1))) {
      this.#at += 1;
      return { kind: 'hash', text: this.#name() };
    }
    if (character === '@' && this.#startsName(1)) {
      this.#at += 1;
      return { kind: 'at', text: this.#name().toLowerCase() };
    }
    const number = this.#number();
    if (number !== undefined) return number;
    if (this.#startsName(0)) return this.#word();
    this.#at += character.length;
    return { kind: 'mark', text: character };
  }

  #space(): CssToken {
    while (space.test(this.#peek())) this.#at += 1;
    return { kind: 'space' };
  }

  #string(quote: string): CssToken {
    this.#at += 1;
    let text = '';
    while (this.#at < this.#text.length) {
      const character = this.#peek();
      if (character === '\n') return { kind: 'bad' };
      this.#at += character.length;
      if (character === quote) break;
      if (character !== '\\') text += character;
      else if (this.#peek() === '\n') this.#at += 1;
      else text += this.#escape();
    }
    return { kind: 'string', text };
  }

  #number(): CssToken | undefined {
    numberHere.lastIndex = this.#at;
    const [found] = numberHere.exec(this.#text) ?? [];
    if (found === undefined) return undefined;
    this.#at += found.length;
    const value = Number(found);
    if (this.#take('%')) return { kind: 'number', value, unit: '%' };
    const unit = this.#startsName(0) ? this.#name().toLowerCase() : '';
    return { kind: 'number', value, unit };
  }

  #word(): CssToken {
    const text = this.#name();
    if (!this.#take('(')) return { kind: 'ident', text };
    if (text.toLowerCase() !== 'url') return { kind: 'function', text: text.toLowerCase() };
    while (space.test(this.#peek())) this.#at += 1;
    const quote = this.#peek();
    return quote === '"' || quote === "'" ? this.#quotedUrl(quote) : this.#bareUrl();
  }

  #quotedUrl(quote: string): CssToken {
    const address = this.#string(quote);
    while (space.test(this.#peek())) this.#at += 1;
    if (address.kind !== 'string' || !this.#take(')')) return this.#badUrl();
    return { kind: 'url', text: address.text };
  }

  #bareUrl(): CssToken {
    let text = '';
    while (this.#at < this.#text.length) {
      const character = this.#peek();
      if (this.#take(')')) return { kind: 'url', text };
      if (space.test(character)) {
        this.#space();
        return this.#take(')') ? { kind: 'url', text } : this.#badUrl();
      }
      if (`"'(`.includes(character)) return this.#badUrl();
      this.#at += character.length;
      if (character !== '\\') text += character;
      else if (this.#peek() === '\n') return this.#badUrl();
      else text += this.#escape();
    }
    return { kind: 'url', text };
  }

  #badUrl(): CssToken {
    const end = this.#text.indexOf(')', this.#at);
    this.#at = end === -1 ? this.#text.length : end + 1;
    return { kind: 'bad' };
  }

  #name(): string {
    let name = '';
    while (this.#at < this.#text.length) {
      const character = this.#peek();
      if (namePart.test(character)) {
        name += character;
        this.#at += character.length;
      } else if (this.#isEscape(0)) {
        this.#at += 1;
        name += this.#escape();
      } else break;
    }
    return name;
  }

  /** Behind the backslash. */
  #escape(): string {
    const digits = /^[0-9A-Fa-f]{1,6}/u.exec(this.#text.slice(this.#at, this.#at + 6))?.[0];
    if (digits === undefined) {
      const character = this.#peek();
      this.#at += character.length;
      return character === '' ? '\uFFFD' : character;
    }
    this.#at += digits.length;
    if (space.test(this.#peek())) this.#at += 1;
    const code = Number.parseInt(digits, 16);
    const usable = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return usable ? String.fromCodePoint(code) : '\uFFFD';
  }

  #startsName(ahead: number): boolean {
    const first = this.#peek(ahead);
    if (first !== '-') return nameStart.test(first) || this.#isEscape(ahead);
    const second = this.#peek(ahead + 1);
    return nameStart.test(second) || second === '-' || this.#isEscape(ahead + 1);
  }

  #isEscape(ahead: number): boolean {
    return this.#peek(ahead) === '\\' && this.#peek(ahead + 1) !== '\n';
  }

  #take(literal: string): boolean {
    if (!this.#text.startsWith(literal, this.#at)) return false;
    this.#at += literal.length;
    return true;
  }

  /** One character, of two units where it has them; empty past the end. */
  #peek(ahead = 0): string {
    const code = this.#text.codePointAt(this.#at + ahead);
    return code === undefined ? '' : String.fromCodePoint(code);
  }
}

/** A name as CSS in which only letters, digits, `-` and `_` stand for themselves. */
export function writeName(name: string): string {
  return name.replaceAll(/[^A-Za-z\d_-]|^(?:-?\d|-$|--)/gu, (found) =>
    Array.from(found, escapeCharacter).join(''),
  );
}

/** A string with its quotes; nothing in it can end it, a style element or an attribute. */
export function writeString(text: string): string {
  const inside = text.replaceAll(/[^ !#$%(-;=?-[\]-~]/gu, escapeCharacter);
  return `"${inside}"`;
}

function escapeCharacter(character: string): string {
  return `\\${character.codePointAt(0)?.toString(16)} `;
}
