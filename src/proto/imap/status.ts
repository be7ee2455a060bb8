import type { Cursor } from '#proto/cursor.ts';
import { expectSpace, parseName } from '#proto/imap/atom.ts';
import { encodeMailbox, type NameEncoding, parseMailbox } from '#proto/imap/mailbox-name.ts';
import { formatAstring } from '#proto/imap/quoting.ts';

/** What STATUS can ask for (RFC 9051 §6.3.11, and the extensions named below). */
export type StatusItem = (typeof statusItems)[number];

const statusItems = [
  'MESSAGES',
  'UIDNEXT',
  'UIDVALIDITY',
  'UNSEEN',
  'DELETED',
  'SIZE',
  'RECENT', // RFC 3501 §6.3.10
  'HIGHESTMODSEQ', // RFC 7162 §3.1.2.2
  'MAILBOXID', // RFC 8474 §4.3
  'APPENDLIMIT', // RFC 7889 §3.1
  'DELETED-STORAGE', // RFC 9208 §4.1.4
] as const;

const itemByName: ReadonlyMap<string, StatusItem> = new Map(
  statusItems.map((item) => [item, item]),
);

export type StatusArguments = { readonly mailbox: string; readonly items: readonly StatusItem[] };

/** Parses what follows `STATUS ` to the end of the command. @throws {ParseError} */
export function parseStatusArguments(cursor: Cursor, encoding: NameEncoding): StatusArguments {
  const mailbox = parseMailbox(cursor, encoding);
  expectSpace(cursor);
  const items = parseStatusItems(cursor);
  cursor.expectEnd();
  return { mailbox, items };
}

/** Parses `(MESSAGES UIDNEXT …)`; repetitions are told once. @throws {ParseError} */
export function parseStatusItems(cursor: Cursor): readonly StatusItem[] {
  cursor.expect('(');
  const items = new Set<StatusItem>();
  do {
    const item = itemByName.get(parseName(cursor));
    if (item === undefined) throw cursor.error('Unknown status item');
    items.add(item);
  } while (cursor.take(' '));
  cursor.expect(')');
  return [...items];
}

/**
 * Formats a STATUS response with its CRLF (RFC 9051 §7.3.3).
 *
 * @param values In the order asked; a mailbox id comes with its parentheses, no value as NIL.
 */
export function formatStatus(
  mailbox: string,
  encoding: NameEncoding,
  values: readonly (readonly [StatusItem, number | string])[],
): string {
  const list = values.map(([item, value]) => `${item} ${value}`).join(' ');
  return `* STATUS ${formatAstring(encodeMailbox(mailbox, encoding))} (${list})\r\n`;
}
