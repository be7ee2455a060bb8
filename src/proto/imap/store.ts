import type { Cursor } from '#proto/cursor.ts';
import { expectSpace } from '#proto/imap/atom.ts';
import { type Flags, parseFlagList, parseFlags } from '#proto/imap/flag.ts';
import { parseNumber64 } from '#proto/imap/number.ts';
import { parseSequenceSet, type SequenceSet } from '#proto/imap/sequence-set.ts';

/** Arguments of STORE and UID STORE (RFC 9051 §6.4.6, RFC 7162 §3.1.3). */
export type StoreArguments = Flags & {
  readonly set: SequenceSet;
  readonly action: 'add' | 'remove' | 'replace';
  readonly silent: boolean;
  readonly unchangedSince: number | undefined;
};

/** Parses what follows `STORE ` to the end of the command. @throws {ParseError} */
export function parseStoreArguments(cursor: Cursor): StoreArguments {
  const set = parseSequenceSet(cursor);
  expectSpace(cursor);
  const unchangedSince = takeUnchangedSince(cursor);
  const action = cursor.take('+') ? 'add' : cursor.take('-') ? 'remove' : 'replace';
  cursor.expectKeyword('FLAGS');
  const silent = cursor.takeKeyword('.SILENT');
  expectSpace(cursor);
  const { flags, keywords } = cursor.peek() === 0x28 ? parseFlagList(cursor) : parseFlags(cursor);
  cursor.expectEnd();
  return { set, action, silent, unchangedSince, flags, keywords };
}

function takeUnchangedSince(cursor: Cursor): number | undefined {
  if (!cursor.take('(')) return undefined;
  cursor.expectKeyword('UNCHANGEDSINCE');
  expectSpace(cursor);
  const modseq = parseNumber64(cursor);
  cursor.expect(') ');
  return modseq;
}
