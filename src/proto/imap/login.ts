import type { Cursor } from '#proto/cursor.ts';
import { expectSpace, parseName } from '#proto/imap/atom.ts';
import { decodeUtf8, parseAstring } from '#proto/imap/text.ts';

/** Parses what follows `LOGIN ` to the end of the command (RFC 9051 §6.2.3). @throws {ParseError} */
export function parseLoginArguments(cursor: Cursor): {
  readonly login: string;
  readonly password: string;
} {
  const login = decodeUtf8(parseAstring(cursor));
  expectSpace(cursor);
  const password = decodeUtf8(parseAstring(cursor));
  cursor.expectEnd();
  return { login, password };
}

/** Parses what follows `AUTHENTICATE ` (RFC 9051 §6.2.2, RFC 4959 §3). @throws {ParseError} */
export function parseAuthenticateArguments(cursor: Cursor): {
  readonly mechanism: string;
  /** Base64 as written, `=` for an empty one; undefined when none was given. */
  readonly initialResponse: string | undefined;
} {
  const mechanism = parseName(cursor);
  const initialResponse = cursor.take(' ') ? cursor.takeWhile(isBase64Octet) : undefined;
  if (initialResponse === '') throw cursor.error('Expected base64');
  cursor.expectEnd();
  return { mechanism, initialResponse };
}

function isBase64Octet(octet: number): boolean {
  return (
    (octet >= 0x2f && octet <= 0x39) ||
    (octet >= 0x41 && octet <= 0x5a) ||
    (octet >= 0x61 && octet <= 0x7a) ||
    octet === 0x2b ||
    octet === 0x3d
  );
}
