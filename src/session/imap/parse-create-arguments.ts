import type { Cursor } from '#proto/cursor.ts';
import { parseName } from '#proto/imap/atom.ts';
import { type NameEncoding, parseMailbox } from '#proto/imap/mailbox-name.ts';
import { roleOfUse } from '#session/imap/list-attributes.ts';

/** Special uses in one CREATE; a mailbox has one here. Our choice, no RFC's. */
const usesMax = 8;

/** Parses what follows `CREATE ` to the end of the command (RFC 6154 §3). @throws {ParseError} */
export function parseCreateArguments(
  cursor: Cursor,
  encoding: NameEncoding,
): { readonly mailbox: string; readonly roles: readonly number[] } {
  const mailbox = parseMailbox(cursor, encoding);
  const roles: number[] = [];
  if (cursor.takeKeyword(' (USE (')) {
    while (!cursor.take(')')) {
      if (roles.length === usesMax) throw cursor.error('Too many special uses');
      if (roles.length > 0) cursor.expect(' ');
      cursor.expect('\\');
      roles.push(roleOfUse(`\\${parseName(cursor)}`));
    }
    cursor.expect(')');
  }
  cursor.expectEnd();
  return { mailbox, roles };
}
