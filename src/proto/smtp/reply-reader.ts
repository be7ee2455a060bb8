import { ParseError } from '#proto/cursor.ts';
import { decodeUtf8 } from '#proto/smtp/characters.ts';

/**
 * Octets kept of one line: RFC 5321 §4.5.3.1.5 allows 512, servers send up to some thousand. What a
 * line has beyond is skipped.
 */
export const replyLineOctetsMax = 2_048;

/** Lines of one reply, empty ones too; real ones have below 30. Our choice. */
export const replyLinesMax = 128;

/** Octets of one reply, skipped ones too; real ones have below 4 KiB. Our choice. */
export const replyOctetsMax = 65_536;

/** What a server has answered. */
export type ServerReply = {
  /** From 200 to 599 (RFC 5321 §4.2.1). */
  readonly code: number;
  /** As `5.1.1`; empty for none (RFC 3463 §2). */
  readonly enhanced: string;
  /** One text per line, codes and control characters removed; at least one, maybe empty. */
  readonly lines: readonly string[];
};

const lineFeed = 10;

/** `250`, `250 text`, `250-text`; a text without its space is sent by some. */
const lineShape = /^([2-5]\d\d)(?!\d)(-?)[ \t]*(.*)$/s;

/** RFC 2034 §4; `#` before it is a habit of IronPort, a mark behind it one of others. */
const enhancedShape = /^#?([245]\.\d{1,3}\.\d{1,3})[:;,]?(?: +|$)/;

/** What could move a terminal or end a line of a log or a report. */
const controls = /\p{Cc}|\u2028|\u2029/gu;

/** The last character of a line that was cut: maybe not all of it. */
const cutCharacter = /[\u00c0-\u00f7][\u0080-\u00bf]{0,3}$/;

/**
 * Puts a server's replies together from octets (RFC 5321 §4.2): one line or several, also many
 * replies at once as pipelining brings them.
 *
 * A line may lack its text or its CR. A code that changes within one reply, or a line without any
 * code, is never tolerated: after that nobody knows which command is being answered.
 */
export class ReplyReader {
  #line = '';
  #octets = 0;
  #lineCount = 0;
  #code = 0;
  #enhanced = '';
  #texts: string[] = [];
  #failure: ParseError | undefined;

  /** False while a reply has come in part; what is there before TLS starts was put in by somebody. */
  get idle(): boolean {
    return this.#octets === 0 && this.#lineCount === 0;
  }

  /**
   * Reads on.
   *
   * @param replies Gets the replies that are whole now.
   * @throws {ParseError} With the offset in the reply. From then on the connection is of no use, and
   *   every further call throws the same.
   */
  push(chunk: Uint8Array, replies: ServerReply[]): void {
    if (this.#failure !== undefined) throw this.#failure;
    const octets = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let at = 0;
    while (at < octets.length) {
      const feed = octets.indexOf(lineFeed, at);
      const end = feed < 0 ? octets.length : feed;
      const room = replyLineOctetsMax - this.#line.length;
      if (room > 0) this.#line += octets.toString('latin1', at, Math.min(end, at + room));
      this.#octets += (feed < 0 ? end : end + 1) - at;
      if (this.#octets > replyOctetsMax) throw this.#fail('Reply too long');
      if (feed >= 0) this.#endLine(replies);
      at = end + 1;
    }
  }

  #endLine(replies: ServerReply[]): void {
    const cut = this.#line.length === replyLineOctetsMax;
    const line = cut ? this.#line.replace(cutCharacter, '') : this.#line;
    this.#line = '';
    if (++this.#lineCount > replyLinesMax) throw this.#fail('Too many lines in a reply');
    // An empty line says nothing and cannot be taken for something else.
    if (line === '' || line === '\r') return;
    const [, digits = '', dash, octets = ''] = lineShape.exec(line) ?? [];
    if (digits === '') throw this.#fail('Expected a reply code');
    const code = Number(digits);
    if (this.#texts.length > 0 && code !== this.#code) {
      throw this.#fail(`Reply code changes from ${this.#code} to ${code}`);
    }
    this.#code = code;
    this.#texts.push(this.#textOf(octets));
    if (dash === '-') return;
    replies.push({ code, enhanced: this.#enhanced, lines: this.#texts });
    this.#octets = 0;
    this.#lineCount = 0;
    this.#enhanced = '';
    this.#texts = [];
  }

  /** Takes the enhanced code off; one of another class than the reply's is text (RFC 2034 §4). */
  #textOf(octets: string): string {
    const text = decodeText(octets);
    const [before = '', enhanced = ''] = enhancedShape.exec(text) ?? [];
    if (enhanced === '' || Number(enhanced[0]) !== Math.floor(this.#code / 100)) return text;
    if (this.#enhanced === '') this.#enhanced = enhanced;
    return enhanced === this.#enhanced ? text.slice(before.length) : text;
  }

  #fail(message: string): ParseError {
    return (this.#failure = new ParseError(message, this.#octets));
  }
}

/** UTF-8 where it is that (RFC 6531 §3.7.4.1), else Latin-1. */
function decodeText(octets: string): string {
  return (decodeUtf8(octets) ?? octets).replaceAll(controls, ' ').trim();
}

/** The reply in one line, as logs and reports show it: `550 5.1.1 No such user`. */
export function replyText({ code, enhanced, lines }: ServerReply): string {
  return [String(code), enhanced, ...lines].filter((word) => word !== '').join(' ');
}
