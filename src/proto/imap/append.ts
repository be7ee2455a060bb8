import { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { parseDateTime } from '#proto/imap/date.ts';
import { type Flags, parseFlagList } from '#proto/imap/flag.ts';
import { type Literal, parseLiteralHead } from '#proto/imap/literal.ts';
import { type NameEncoding, parseMailbox } from '#proto/imap/mailbox-name.ts';

/** One message of APPEND as announced; its octets follow (RFC 9051 §6.3.12, RFC 3502 §6.3.11). */
export type AppendMessage = Flags & {
  /** Milliseconds since the epoch; undefined: now. */
  readonly receivedAt: number | undefined;
  readonly literal: Literal;
  /** The literal stands in `UTF8 (…)`: the text behind it begins with `)` (RFC 6855 §4). */
  readonly utf8: boolean;
};

/**
 * Parses the mailbox of APPEND, with the space behind it. {@link parseAppendMessage} reads on.
 *
 * @throws {ParseError}
 */
export function parseAppendMailbox(cursor: Cursor, encoding: NameEncoding): string {
  const mailbox = parseMailbox(cursor, encoding);
  expectSpace(cursor);
  return mailbox;
}

/**
 * Parses flags, date and the literal's announcement, with which the text must end: the session
 * then takes the octets as a stream.
 *
 * @throws {ParseError}
 */
export function parseAppendMessage(cursor: Cursor): AppendMessage {
  const { flags, keywords } = takeFlags(cursor);
  const receivedAt = takeDate(cursor);
  const utf8 = cursor.takeKeyword('UTF8 (');
  if (utf8 && cursor.peek() !== 0x7e) throw cursor.error('Expected a literal8'); // RFC 6855 §4
  const literal = parseLiteralHead(cursor);
  cursor.expectEnd();
  return { flags, keywords, receivedAt, literal, utf8 };
}

/**
 * Parses the line behind a message's octets: the end of the command, or the next message of a
 * MULTIAPPEND (RFC 3502 §6.3.11).
 *
 * @param line Without CRLF.
 * @param utf8 Of the message before.
 * @throws {ParseError}
 */
export function parseAppendNext(line: string, utf8: boolean): AppendMessage | undefined {
  const cursor = new Cursor(line);
  if (utf8) cursor.expect(')');
  if (cursor.atEnd) return undefined;
  expectSpace(cursor);
  return parseAppendMessage(cursor);
}

function takeFlags(cursor: Cursor): Flags {
  if (cursor.peek() !== 0x28) return { flags: 0, keywords: [] };
  const flags = parseFlagList(cursor);
  expectSpace(cursor);
  return flags;
}

function takeDate(cursor: Cursor): number | undefined {
  if (cursor.peek() !== 0x22) return undefined;
  const date = parseDateTime(cursor);
  expectSpace(cursor);
  return date;
}
