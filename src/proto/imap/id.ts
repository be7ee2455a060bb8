import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { formatNstring, formatString } from '#proto/imap/quoting.ts';
import { decodeUtf8, encodeUtf8, parseNstring, parseString } from '#proto/imap/text.ts';

/** Fields of an ID (RFC 2971 §3.3). */
export const idFieldsMax = 30;

/** Octets of a field's name (RFC 2971 §3.3). */
export const idNameOctetsMax = 30;

/** Octets of a field's value (RFC 2971 §3.3). */
export const idValueOctetsMax = 1024;

/** What the peer says of itself; names in lower case. */
export type IdFields = ReadonlyMap<string, string | undefined>;

/** Parses what follows `ID ` to the end of the command (RFC 2971 §3.1). @throws {ParseError} */
export function parseIdArguments(cursor: Cursor): IdFields {
  const fields = new Map<string, string | undefined>();
  if (!cursor.takeKeyword('NIL')) {
    cursor.expect('(');
    if (cursor.peek() !== 0x29) {
      do {
        if (fields.size === idFieldsMax) throw cursor.error('Too many ID fields');
        const name = parseString(cursor);
        if (name.length > idNameOctetsMax) throw cursor.error('ID field name too long');
        expectSpace(cursor);
        const value = parseNstring(cursor);
        if ((value?.length ?? 0) > idValueOctetsMax) throw cursor.error('ID value too long');
        fields.set(name.toLowerCase(), value === undefined ? undefined : decodeUtf8(value));
      } while (cursor.take(' '));
    }
    cursor.expect(')');
  }
  cursor.expectEnd();
  return fields;
}

/** Formats the ID response with its CRLF (RFC 2971 §3.2). */
export function formatId(fields: IdFields): string {
  if (fields.size === 0) return '* ID NIL\r\n';
  const pairs = [...fields].map(
    ([name, value]) =>
      `${formatString(name)} ${formatNstring(value === undefined ? undefined : encodeUtf8(value))}`,
  );
  return `* ID (${pairs.join(' ')})\r\n`;
}
