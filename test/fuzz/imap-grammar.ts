import { Cursor, ParseError } from '#proto/cursor.ts';
import { parseAppendMailbox, parseAppendMessage } from '#proto/imap/append.ts';
import { parseCommandName, parseTag } from '#proto/imap/command.ts';
import { parseCopyArguments } from '#proto/imap/copy.ts';
import { parseEnableArguments } from '#proto/imap/enable.ts';
import { parseFetchArguments } from '#proto/imap/fetch.ts';
import { parseIdArguments } from '#proto/imap/id.ts';
import { listMatcher } from '#proto/imap/list-pattern.ts';
import { parseListArguments } from '#proto/imap/list.ts';
import { literalAtEnd } from '#proto/imap/literal.ts';
import { parseAuthenticateArguments, parseLoginArguments } from '#proto/imap/login.ts';
import { parseMailbox } from '#proto/imap/mailbox-name.ts';
import { parseSearchArguments } from '#proto/imap/search.ts';
import { parseSelectArguments } from '#proto/imap/select.ts';
import { parseStatusArguments } from '#proto/imap/status.ts';
import { parseStoreArguments } from '#proto/imap/store.ts';

const parsers: readonly ((cursor: Cursor) => unknown)[] = [
  (cursor) => parseTag(cursor) + parseCommandName(cursor),
  (cursor) => [parseAppendMailbox(cursor, 'utf8'), parseAppendMessage(cursor)],
  (cursor) => parseAuthenticateArguments(cursor),
  (cursor) => parseCopyArguments(cursor, 'modified-utf7'),
  (cursor) => parseEnableArguments(cursor),
  (cursor) => parseFetchArguments(cursor),
  (cursor) => parseIdArguments(cursor),
  (cursor) =>
    parseListArguments(cursor, 'modified-utf7').patterns.map((pattern) =>
      listMatcher(pattern)('INBOX/a'),
    ),
  (cursor) => parseLoginArguments(cursor),
  (cursor) => parseMailbox(cursor, 'utf8'),
  (cursor) => parseSearchArguments(cursor),
  (cursor) => parseSelectArguments(cursor, 'modified-utf7'),
  (cursor) => parseStatusArguments(cursor, 'utf8'),
  (cursor) => parseStoreArguments(cursor),
];

/**
 * Gives the octets to every parser of IMAP: as a whole, behind the first word and behind the second.
 *
 * @throws Whatever is not a ParseError: a bug.
 */
export function fuzzImapCommand(octets: Uint8Array): void {
  const text = Buffer.from(octets).toString('latin1');
  literalAtEnd(text);
  const first = text.indexOf(' ') + 1;
  for (const start of new Set([0, first, text.indexOf(' ', first) + 1])) {
    for (const parse of parsers) {
      try {
        parse(new Cursor(text, start));
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
      }
    }
  }
}
