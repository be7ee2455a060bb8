import type { Cursor } from '#proto/cursor.ts';
import { decodeUtf8, hasNonAscii, isAtext, isLabel } from '#proto/smtp/characters.ts';

/** Octets of a local part (RFC 5321 §4.5.3.1.1). */
export const localPartOctetsMax = 64;

/** Octets of a domain (RFC 5321 §4.5.3.1.2). */
export const domainOctetsMax = 255;

/** Octets of a path with its brackets (RFC 5321 §4.5.3.1.3); source routes are not counted. */
export const pathOctetsMax = 256;

/** A mailbox of an envelope. */
export type Mailbox = {
  /** In Unicode, its quoting removed. */
  readonly localPart: string;
  /** In Unicode as sent, `[192.0.2.1]` for a literal, empty in `<Postmaster>` (RFC 5321 §4.1.1.3). */
  readonly domain: string;
  /** As it was written, in Unicode: `"odd local"@example.org`. */
  readonly text: string;
  /** Needs SMTPUTF8 to be sent on (RFC 6531 §3.2). */
  readonly international: boolean;
};

/**
 * Parses the path of MAIL: a mailbox in angle brackets, or `undefined` for the null reverse-path
 * (RFC 5321 §4.1.1.2).
 *
 * @throws {ParseError}
 */
export function parseReversePath(cursor: Cursor): Mailbox | undefined {
  return cursor.take('<>') ? undefined : parseBracketed(cursor, false);
}

/**
 * Parses the path of RCPT; `<Postmaster>` without a domain is one (RFC 5321 §4.1.1.3).
 *
 * @throws {ParseError}
 */
export function parseForwardPath(cursor: Cursor): Mailbox {
  return parseBracketed(cursor, true);
}

function parseBracketed(cursor: Cursor, bareAllowed: boolean): Mailbox {
  cursor.expect('<');
  skipSourceRoute(cursor);
  const start = cursor.offset;
  const localPart = cursor.peek() === quote ? parseQuoted(cursor) : parseDotString(cursor);
  const bare = bareAllowed && cursor.peek() === close && /^postmaster$/i.test(localPart);
  if (!bare) cursor.expect('@');
  const domain = bare ? '' : parseDomain(cursor);
  const octets = cursor.text.slice(start, cursor.offset);
  if (octets.length + 2 > pathOctetsMax) throw cursor.error('Path too long');
  cursor.expect('>');
  const international = hasNonAscii(octets);
  if (!international) return { localPart, domain, text: octets, international };
  const text = decodeUtf8(octets);
  const local = decodeUtf8(localPart);
  const name = decodeUtf8(domain);
  if (text === undefined || local === undefined || name === undefined) {
    throw cursor.error('The path is not UTF-8');
  }
  return { localPart: local, domain: name, text, international };
}

const quote = 34;
const close = 62;

/** `@a,@b:` is accepted and ignored (RFC 5321 §4.1.1.3, appendix C). */
function skipSourceRoute(cursor: Cursor): void {
  if (cursor.peek() !== 64) return;
  do {
    cursor.expect('@');
    parseDomain(cursor);
  } while (cursor.take(','));
  cursor.expect(':');
}

function parseDotString(cursor: Cursor): string {
  const start = cursor.offset;
  do {
    if (cursor.takeWhile(isAtext) === '') throw cursor.error('Expected a local part');
  } while (cursor.take('.'));
  return withinLocalPart(cursor, cursor.text.slice(start, cursor.offset));
}

/** A quoted local part: `"a b\"c"` (RFC 5321 §4.1.2 Quoted-string). */
function parseQuoted(cursor: Cursor): string {
  cursor.expect('"');
  let text = '';
  while (!cursor.take('"')) {
    cursor.take('\\');
    const octet = cursor.peek();
    if (octet < 32 || octet === 127) throw cursor.error('Control character in a quoted local part');
    text += String.fromCharCode(octet);
    cursor.offset++;
  }
  if (text === '') throw cursor.error('Expected a local part');
  return withinLocalPart(cursor, text);
}

function withinLocalPart(cursor: Cursor, text: string): string {
  if (text.length > localPartOctetsMax) throw cursor.error('Local part too long');
  return text;
}

/**
 * A domain or an address literal (RFC 5321 §4.1.2, §4.1.3). Labels may hold UTF-8 (RFC 6531 §3.3).
 *
 * @throws {ParseError}
 */
export function parseDomain(cursor: Cursor): string {
  const start = cursor.offset;
  if (cursor.take('[')) {
    if (cursor.takeWhile(isLiteral) === '') throw cursor.error('Expected an address');
    cursor.expect(']');
  } else {
    do {
      if (cursor.takeWhile(isLabel) === '') throw cursor.error('Expected a domain');
    } while (cursor.take('.') && cursor.peek() !== close);
  }
  if (cursor.offset - start > domainOctetsMax) throw cursor.error('Domain too long');
  return cursor.text.slice(start, cursor.offset);
}

/** What an IPv4, an IPv6 or a tagged literal is made of (RFC 5321 §4.1.3). */
function isLiteral(octet: number): boolean {
  return octet > 32 && octet < 127 && octet !== 91 && octet !== 92 && octet !== 93;
}
