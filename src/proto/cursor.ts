/** The peer's text does not follow the grammar; the peer's fault (501, BAD), counted against it. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  /** Octets from the start of the parsed text to the fault. */
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/**
 * A position in text whose every character stands for one octet (latin1), as it came off the wire.
 *
 * `take*` asks and moves on only when it finds; `expect*` demands.
 */
export class Cursor {
  readonly text: string;
  offset: number;

  constructor(text: string, offset = 0) {
    this.text = text;
    this.offset = offset;
  }

  get atEnd(): boolean {
    return this.offset >= this.text.length;
  }

  get rest(): string {
    return this.text.slice(this.offset);
  }

  /** The octet at the position plus `ahead`, or -1 past the end. */
  peek(ahead = 0): number {
    const at = this.offset + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : -1;
  }

  /** Moves past `literal` when the text goes on with exactly that. */
  take(literal: string): boolean {
    if (!this.text.startsWith(literal, this.offset)) return false;
    this.offset += literal.length;
    return true;
  }

  /** As {@link take}, ASCII letters compared without case; `keyword` is given in upper case. */
  takeKeyword(keyword: string): boolean {
    const end = this.offset + keyword.length;
    if (end > this.text.length) return false;
    if (this.text.slice(this.offset, end).toUpperCase() !== keyword) return false;
    this.offset = end;
    return true;
  }

  /** @throws {ParseError} Unless the text goes on with `literal`. */
  expect(literal: string): void {
    if (!this.take(literal)) throw this.error(`Expected ${JSON.stringify(literal)}`);
  }

  /** @throws {ParseError} Unless the text goes on with `keyword`, without case. */
  expectKeyword(keyword: string): void {
    if (!this.takeKeyword(keyword)) throw this.error(`Expected ${keyword}`);
  }

  /** Takes octets while `accepts` says yes; may return the empty string. */
  takeWhile(accepts: (octet: number) => boolean): string {
    const start = this.offset;
    let at = start;
    while (at < this.text.length && accepts(this.text.charCodeAt(at))) at++;
    this.offset = at;
    return this.text.slice(start, at);
  }

  /** @throws {ParseError} When anything is left. */
  expectEnd(): void {
    if (!this.atEnd) throw this.error('Unexpected text at the end');
  }

  error(message: string): ParseError {
    return new ParseError(message, this.offset);
  }
}
