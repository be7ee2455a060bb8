import type { Cursor } from '#proto/cursor.ts';
import { expectSpace, parseName } from '#proto/imap/atom.ts';
import { type NameEncoding, parseMailbox } from '#proto/imap/mailbox-name.ts';
import { parseNumber64, parseNzNumber } from '#proto/imap/number.ts';
import { parseRanges, type SeqRange } from '#proto/imap/sequence-set.ts';

/** What a client knows of a mailbox from before (RFC 7162 §3.2.5). */
export type Resync = {
  readonly uidValidity: number;
  readonly modseq: number;
  /** UIDs it knows; undefined: all. */
  readonly known: readonly SeqRange[] | undefined;
  /** Message numbers with their UIDs, to shorten the VANISHED list (RFC 7162 §3.2.5.2). */
  readonly match:
    | { readonly sequence: readonly SeqRange[]; readonly uids: readonly SeqRange[] }
    | undefined;
};

/** Arguments of SELECT and EXAMINE (RFC 9051 §6.3.2, RFC 7162 §3.1.8, §3.2.5). */
export type SelectArguments = {
  readonly mailbox: string;
  readonly condstore: boolean;
  readonly qresync: Resync | undefined;
};

/** Parses what follows `SELECT ` or `EXAMINE ` to the end of the command. @throws {ParseError} */
export function parseSelectArguments(cursor: Cursor, encoding: NameEncoding): SelectArguments {
  const mailbox = parseMailbox(cursor, encoding);
  let condstore = false;
  let qresync: Resync | undefined;
  if (cursor.take(' (')) {
    do {
      const name = parseName(cursor);
      if (name === 'CONDSTORE' && !condstore) condstore = true;
      else if (name === 'QRESYNC' && qresync === undefined) qresync = parseResync(cursor);
      else throw cursor.error('Unknown select parameter');
    } while (cursor.take(' '));
    cursor.expect(')');
  }
  cursor.expectEnd();
  return { mailbox, condstore, qresync };
}

function parseResync(cursor: Cursor): Resync {
  cursor.expect(' (');
  const uidValidity = parseNzNumber(cursor);
  expectSpace(cursor);
  const modseq = parseNumber64(cursor);
  let known: readonly SeqRange[] | undefined;
  let match: Resync['match'];
  if (cursor.take(' ')) {
    if (cursor.peek() !== 0x28) known = parseRanges(cursor);
    if (known === undefined || cursor.take(' ')) match = parseMatch(cursor);
  }
  cursor.expect(')');
  return { uidValidity, modseq, known, match };
}

function parseMatch(cursor: Cursor): NonNullable<Resync['match']> {
  cursor.expect('(');
  const sequence = parseRanges(cursor);
  expectSpace(cursor);
  const uids = parseRanges(cursor);
  cursor.expect(')');
  return { sequence, uids };
}
