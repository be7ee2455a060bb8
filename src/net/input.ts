import { type Connection } from '#net/connection.ts';
import { ParseError } from '#proto/cursor.ts';

const lineFeed = 10;
const carriageReturn = 13;
const empty = new Uint8Array(0);

/** Octets of a line that is too long that are kept: enough to tell whose answer it needs. */
const startOctetsMax = 256;

/** A line over the limit; it was consumed. */
export class LineTooLong extends ParseError {
  /** The line's first octets, for protocols whose commands begin with a tag. */
  readonly start: string;

  constructor(octetsMax: number, start: Uint8Array) {
    super('Line too long', octetsMax);
    this.start = latin1(start.subarray(0, startOctetsMax));
  }
}

/** Reads lines, counted octets and chunks from a connection, keeping what came ahead. */
export class Input {
  readonly #connection: Connection;
  #buffer: Uint8Array = empty;
  #offset = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Octets that have come and were not taken yet: pipelined, or injected before TLS. */
  get buffered(): number {
    return this.#buffer.length - this.#offset;
  }

  /**
   * The next line without its CRLF, one character per octet (latin1).
   *
   * A line that is too long or not ended by CRLF is consumed to its LF before the error is thrown,
   * so the conversation can go on behind it.
   *
   * @param octetsMax Longest line accepted, without CRLF.
   * @throws {LineTooLong}
   * @throws {ParseError} `Bare line feed` or `Bare carriage return`.
   * @throws {ConnectionEnd}
   */
  async line(octetsMax: number): Promise<string> {
    const complete = this.#lineFromBuffer(octetsMax);
    if (complete !== undefined) return complete;
    let head = this.takeBuffered(this.buffered);
    let start: Uint8Array | undefined;
    for (;;) {
      const chunk = await this.#connection.read();
      const end = chunk.indexOf(lineFeed);
      const piece = end < 0 ? chunk : chunk.subarray(0, end + 1);
      if (head.length + piece.length > octetsMax + 2) {
        start ??= Buffer.concat([head, piece.subarray(0, startOctetsMax)]);
        head = empty;
      } else {
        head = head.length === 0 ? piece : Buffer.concat([head, piece]);
      }
      if (end < 0) continue;
      this.#buffer = chunk;
      this.#offset = end + 1;
      if (start !== undefined) throw new LineTooLong(octetsMax, start);
      return checkedLine(head, octetsMax);
    }
  }

  /** At least one and at most `octetsMax` octets, whatever is there first. @throws {ConnectionEnd} */
  async chunk(octetsMax: number): Promise<Uint8Array> {
    if (this.buffered === 0) {
      this.#buffer = await this.#connection.read();
      this.#offset = 0;
    }
    return this.takeBuffered(Math.min(octetsMax, this.buffered));
  }

  /** Exactly `count` octets, in one array; the caller has bounded `count`. @throws {ConnectionEnd} */
  async exactly(count: number): Promise<Uint8Array> {
    if (this.buffered >= count) return this.takeBuffered(count);
    const whole = new Uint8Array(count);
    let filled = 0;
    while (filled < count) {
      const piece = await this.chunk(count - filled);
      whole.set(piece, filled);
      filled += piece.length;
    }
    return whole;
  }

  /** Takes `count` of the {@link buffered} octets at once. */
  takeBuffered(count: number): Uint8Array {
    const taken = this.#buffer.subarray(this.#offset, this.#offset + count);
    this.#offset += taken.length;
    if (this.#offset === this.#buffer.length) {
      this.#buffer = empty;
      this.#offset = 0;
    }
    return taken;
  }

  /** Gives octets back that were taken last, to be read again first. */
  unread(octets: Uint8Array): void {
    if (octets.length === 0) return;
    const rest = this.#buffer.subarray(this.#offset);
    this.#buffer = rest.length === 0 ? octets : Buffer.concat([octets, rest]);
    this.#offset = 0;
  }

  #lineFromBuffer(octetsMax: number): string | undefined {
    if (this.buffered === 0) return undefined;
    const end = this.#buffer.indexOf(lineFeed, this.#offset);
    if (end < 0) return undefined;
    return checkedLine(this.takeBuffered(end + 1 - this.#offset), octetsMax);
  }
}

/** `line` includes its LF. */
function checkedLine(line: Uint8Array, octetsMax: number): string {
  const length = line.length - 2;
  if (length < 0 || line[length] !== carriageReturn) {
    throw new ParseError('Bare line feed', line.length - 1);
  }
  if (length > octetsMax) throw new LineTooLong(octetsMax, line);
  const text = latin1(line.subarray(0, length));
  const stray = text.indexOf('\r');
  if (stray >= 0) throw new ParseError('Bare carriage return', stray);
  return text;
}

function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
}
