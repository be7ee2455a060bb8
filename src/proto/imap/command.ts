import type { Cursor } from '#proto/cursor.ts';
import { expectSpace, parseName } from '#proto/imap/atom.ts';
import { isTagOctet } from '#proto/imap/character.ts';

/** Octets of a tag. Clients use about 4 to 10; our choice, no RFC's. */
export const tagOctetsMax = 128;

/**
 * Parses the tag of a command and the space behind it (RFC 9051 §2.2.1).
 *
 * @throws {ParseError} On a line without a tag, which is answered with an untagged BAD.
 */
export function parseTag(cursor: Cursor): string {
  const tag = cursor.takeWhile(isTagOctet);
  if (tag === '') throw cursor.error('Expected a tag');
  if (tag.length > tagOctetsMax) throw cursor.error('Tag too long');
  expectSpace(cursor);
  return tag;
}

/**
 * Parses the name of a command in upper case; `UID` goes with the name behind it: `UID FETCH`. The
 * cursor then stands at the space before the arguments, or at the end.
 *
 * @throws {ParseError}
 */
export function parseCommandName(cursor: Cursor): string {
  const name = parseName(cursor);
  if (name !== 'UID') return name;
  expectSpace(cursor);
  return `UID ${parseName(cursor)}`;
}
