import type { Cursor } from '#proto/cursor.ts';
import { isListOctet } from '#proto/imap/character.ts';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from '#proto/imap/modified-utf7.ts';
import { isAscii, parseAstring, parseString } from '#proto/imap/text.ts';

/** How names go over the wire: modified UTF-7, until UTF-8 was enabled (RFC 9051 §5.1, RFC 6855 §3). */
export type NameEncoding = 'modified-utf7' | 'utf8';

/** Octets of a mailbox name or pattern on the wire. Our choice, no RFC's. */
export const mailboxOctetsMax = 1000;

/** Between the levels of a name; the same everywhere on this server. */
export const hierarchyDelimiter = '/';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Names must not hold them (RFC 9051 §5.1, RFC 5198 §2). */
const control = /[\p{Cc}\u2028\u2029]/u;

/**
 * Parses a `mailbox` (RFC 9051 §9) into text in NFC, its INBOX in upper case (RFC 9051 §5.1).
 *
 * @throws {ParseError} On malformed encoding, control characters, and names too long.
 */
export function parseMailbox(cursor: Cursor, encoding: NameEncoding): string {
  const start = cursor.offset;
  return decodeName(cursor, start, { octets: parseAstring(cursor), encoding });
}

/** Parses a `list-mailbox`: a name that may hold the wildcards `%` and `*` (RFC 9051 §6.3.9). */
export function parseListPattern(cursor: Cursor, encoding: NameEncoding): string {
  const start = cursor.offset;
  const plain = cursor.takeWhile(isListOctet);
  const octets = plain === '' ? parseString(cursor) : plain;
  return decodeName(cursor, start, { octets, encoding });
}

/** The name's octets as they go over the wire, before quoting. */
export function encodeMailbox(name: string, encoding: NameEncoding): string {
  if (encoding === 'modified-utf7') return encodeModifiedUtf7(name);
  return isAscii(name) ? name : Buffer.from(name, 'utf8').toString('latin1');
}

/** The name with INBOX, alone or as the first level, in upper case (RFC 9051 §5.1). */
export function normaliseInbox(name: string): string {
  const end = name.indexOf(hierarchyDelimiter);
  const first = end < 0 ? name : name.slice(0, end);
  if (first.length !== 5 || first.toUpperCase() !== 'INBOX') return name;
  return end < 0 ? 'INBOX' : `INBOX${name.slice(end)}`;
}

function decodeName(
  cursor: Cursor,
  start: number,
  name: { readonly octets: string; readonly encoding: NameEncoding },
): string {
  const { octets, encoding } = name;
  if (octets.length > mailboxOctetsMax) throw errorAt(cursor, start, 'Mailbox name too long');
  let text: string;
  try {
    // Clients that never enabled UTF-8 send it nevertheless; octets above 127 cannot be UTF-7.
    text =
      encoding === 'modified-utf7' && isAscii(octets)
        ? decodeModifiedUtf7(octets)
        : utf8.decode(Buffer.from(octets, 'latin1'));
  } catch {
    throw errorAt(cursor, start, 'Mailbox name is not encoded properly');
  }
  if (control.test(text)) throw errorAt(cursor, start, 'Control character in a mailbox name');
  return normaliseInbox(text.normalize('NFC'));
}

function errorAt(cursor: Cursor, offset: number, message: string): Error {
  cursor.offset = offset;
  return cursor.error(message);
}
