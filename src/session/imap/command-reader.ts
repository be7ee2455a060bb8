import type { Connection } from '#net/connection.ts';
import { Input, LineTooLong } from '#net/input.ts';
import { ParseError } from '#proto/cursor.ts';
import { type Literal, literalAtEnd } from '#proto/imap/literal.ts';
import type { ImapLimits } from '#session/imap/limits.ts';

/** Octets of one SASL response line (RFC 9051 §6.2.2 gives none; GSSAPI tokens stay below). */
const responseOctetsMax = 12 * 1024;

/** A literal larger than is accepted; the session answers `NO [TOOBIG]` with the tag. */
export class LiteralRefused extends Error {
  override readonly name = 'LiteralRefused';
  /** What came of the command, to find its tag in. */
  readonly text: string;

  constructor(text: string) {
    super('Literal too large');
    this.text = text;
  }
}

/** A command longer than is accepted; the session answers BAD with the tag. */
export class CommandTooLong extends Error {
  override readonly name = 'CommandTooLong';
  /** How the command began, to find its tag in. */
  readonly text: string;

  constructor(text: string) {
    super('Command too long');
    this.text = text;
  }
}

/** More octets of a refused literal than are worth reading: the connection must end. */
export class PeerTooGreedy extends Error {
  override readonly name = 'PeerTooGreedy';
}

const appendCommand = /^[^ ]+ APPEND /i;

/** The mailbox of an APPEND given as a literal: short, so it is read like any other argument. */
const mailboxLiteral = /^[^ ]+ APPEND ~?\{\d+\+?\}$/i;

/** Assembles commands from lines and literals (RFC 9051 §2.2.1, §4.3; RFC 7888 §4). */
export class CommandReader {
  /** A literal of APPEND that was announced and not read yet. */
  pending: Literal | undefined;
  readonly #connection: Connection;
  readonly #limits: ImapLimits;
  readonly #input: Input;

  constructor(connection: Connection, limits: ImapLimits) {
    this.#connection = connection;
    this.#limits = limits;
    this.#input = new Input(connection);
  }

  /** Octets that came ahead of their time. */
  get buffered(): number {
    return this.#input.buffered;
  }

  /**
   * The next command, its literals inlined behind their announcement. APPEND ends at the
   * announcement of its message, which is then {@link pending}.
   *
   * @param octetsMax Of the whole command.
   * @throws {ParseError | CommandTooLong | LiteralRefused | PeerTooGreedy | ConnectionEnd}
   */
  async next(octetsMax: number): Promise<string> {
    let line = await this.#line(octetsMax, '');
    let text = line;
    const appends = appendCommand.test(text);
    for (let count = 0; ; count++) {
      const literal = literalAtEnd(line);
      if (literal === undefined) return text;
      this.pending = literal;
      if (appends && (count > 0 || !mailboxLiteral.test(line))) return text;
      const octets = text.length + literal.size;
      if (octets > octetsMax || count === this.#limits.literalsMax) {
        await this.skipPending();
        throw new LiteralRefused(text);
      }
      this.pending = undefined;
      if (literal.synchronising) this.invite();
      const body = await this.#input.exactly(literal.size);
      line = await this.#line(octetsMax - octets, text);
      text += `\r\n${latin1(body)}${line}`;
    }
  }

  async #line(octetsMax: number, before: string): Promise<string> {
    try {
      return await this.#input.line(octetsMax);
    } catch (error) {
      throw error instanceof LineTooLong ? new CommandTooLong(before + error.start) : error;
    }
  }

  /** A line that answers a challenge or ends IDLE. @throws {ParseError | ConnectionEnd} */
  response(): Promise<string> {
    return this.#input.line(responseOctetsMax);
  }

  /** Asks the peer to go on (RFC 9051 §7.6). */
  invite(text = 'OK'): void {
    this.#connection.write(`+ ${text}\r\n`);
  }

  /** The octets of {@link pending} as they come, each chunk owned by the taker. */
  async *message(): AsyncGenerator<Uint8Array, void> {
    const literal = this.pending;
    if (literal === undefined) return;
    this.pending = undefined;
    if (literal.synchronising) this.invite();
    for (let left = literal.size; left > 0;) {
      const chunk = await this.#input.chunk(left);
      left -= chunk.length;
      yield chunk;
    }
  }

  /** What follows an APPEND's message: `)`, the next message or nothing. @throws {ParseError} */
  async afterMessage(octetsMax: number): Promise<string> {
    const line = await this.#input.line(octetsMax);
    this.pending = literalAtEnd(line);
    return line;
  }

  /**
   * Passes over what the peer sends of a refused command: a peer that waits for `+` sends nothing,
   * one that does not has the literal and the rest of the command on its way (RFC 7888 §4).
   *
   * @throws {PeerTooGreedy | ConnectionEnd}
   */
  async skipPending(): Promise<void> {
    let dropped = 0;
    for (let literal = this.pending; literal !== undefined; literal = this.pending) {
      this.pending = undefined;
      if (literal.synchronising) return;
      dropped += literal.size;
      if (dropped > this.#limits.drainOctetsMax) throw new PeerTooGreedy();
      for (let left = literal.size; left > 0;) left -= (await this.#input.chunk(left)).length;
      this.pending = literalAtEnd(await this.#skippedLine());
    }
  }

  async #skippedLine(): Promise<string> {
    try {
      return await this.#input.line(this.#limits.commandOctetsMax);
    } catch (error) {
      if (error instanceof ParseError) return '';
      throw error;
    }
  }
}

function latin1(octets: Uint8Array): string {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
}
