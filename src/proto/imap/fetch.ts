import type { Cursor } from '#proto/cursor.ts';
import { expectSpace, parseName, peekName } from '#proto/imap/atom.ts';
import { type FetchItem, parseFetchItem, type PlainFetchName } from '#proto/imap/fetch-item.ts';
import { parseNumber64 } from '#proto/imap/number.ts';
import { parseSequenceSet, type SequenceSet } from '#proto/imap/sequence-set.ts';

/** Arguments of FETCH and UID FETCH (RFC 9051 §6.4.5, RFC 7162 §3.1.4, §3.2.6). */
export type FetchArguments = {
  readonly set: SequenceSet;
  /** Macros are spelled out; the order is the client's. */
  readonly items: readonly FetchItem[];
  readonly changedSince: number | undefined;
  readonly vanished: boolean;
};

/** Items in one FETCH. Our choice, no RFC's. */
export const fetchItemsMax = 100;

const macros: ReadonlyMap<string, readonly PlainFetchName[]> = new Map([
  ['FAST', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE']],
  ['ALL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE']],
  ['FULL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY']],
]);

/** Parses what follows `FETCH ` to the end of the command. @throws {ParseError} */
export function parseFetchArguments(cursor: Cursor): FetchArguments {
  const set = parseSequenceSet(cursor);
  expectSpace(cursor);
  const items = parseItems(cursor);
  const modifiers = parseModifiers(cursor);
  cursor.expectEnd();
  return { set, items, ...modifiers };
}

function parseItems(cursor: Cursor): readonly FetchItem[] {
  const macro = macros.get(peekName(cursor));
  if (macro !== undefined) {
    parseName(cursor);
    return macro.map((name) => ({ kind: 'plain', name }));
  }
  if (!cursor.take('(')) return [parseFetchItem(cursor)];
  const items: FetchItem[] = [];
  do {
    if (items.length === fetchItemsMax) throw cursor.error('Too many fetch items');
    items.push(parseFetchItem(cursor));
  } while (cursor.take(' '));
  cursor.expect(')');
  return items;
}

function parseModifiers(cursor: Cursor): {
  readonly changedSince: number | undefined;
  readonly vanished: boolean;
} {
  let changedSince: number | undefined;
  let vanished = false;
  if (cursor.atEnd) return { changedSince, vanished };
  cursor.expect(' (');
  do {
    const name = parseName(cursor);
    if (name === 'CHANGEDSINCE' && changedSince === undefined) {
      expectSpace(cursor);
      changedSince = parseNumber64(cursor);
    } else if (name === 'VANISHED' && !vanished) {
      vanished = true;
    } else {
      throw cursor.error('Unknown fetch modifier');
    }
  } while (cursor.take(' '));
  cursor.expect(')');
  if (vanished && changedSince === undefined) throw cursor.error('VANISHED needs CHANGEDSINCE');
  return { changedSince, vanished };
}
