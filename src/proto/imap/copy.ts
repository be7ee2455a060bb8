import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { type NameEncoding, parseMailbox } from '#proto/imap/mailbox-name.ts';
import { parseSequenceSet, type SequenceSet } from '#proto/imap/sequence-set.ts';

/** Arguments of COPY and MOVE, and of their UID forms (RFC 9051 §6.4.7, §6.4.8). */
export type CopyArguments = { readonly set: SequenceSet; readonly mailbox: string };

/** Parses what follows `COPY ` or `MOVE ` to the end of the command. @throws {ParseError} */
export function parseCopyArguments(cursor: Cursor, encoding: NameEncoding): CopyArguments {
  const set = parseSequenceSet(cursor);
  expectSpace(cursor);
  const mailbox = parseMailbox(cursor, encoding);
  cursor.expectEnd();
  return { set, mailbox };
}
