import type { Cursor } from '#proto/cursor.ts';
import { expectSpace, parseName } from '#proto/imap/atom.ts';
import { type NameEncoding, parseListPattern, parseMailbox } from '#proto/imap/mailbox-name.ts';
import { parseStatusItems, type StatusItem } from '#proto/imap/status.ts';

/** Which mailboxes LIST is to find (RFC 9051 §6.3.9.1, RFC 5258 §3.1, RFC 6154 §2). */
export type ListSelection = {
  readonly subscribed: boolean;
  readonly remote: boolean;
  readonly recursiveMatch: boolean;
  readonly specialUse: boolean;
};

/** What LIST is to tell beside the names (RFC 9051 §6.3.9.2, RFC 5819 §2). */
export type ListReturn = {
  readonly subscribed: boolean;
  readonly children: boolean;
  readonly specialUse: boolean;
  /** Undefined: no STATUS responses. */
  readonly status: readonly StatusItem[] | undefined;
};

/** Arguments of LIST and LSUB (RFC 9051 §6.3.9, RFC 3501 §6.3.9). */
export type ListArguments = {
  /** Undefined in the basic form, which may be answered with \Noselect levels only. */
  readonly selection: ListSelection | undefined;
  readonly reference: string;
  readonly patterns: readonly string[];
  readonly returns: ListReturn | undefined;
};

/** Patterns in one LIST. Our choice, no RFC's. */
export const listPatternsMax = 100;

/** Parses what follows `LIST ` or `LSUB ` to the end of the command. @throws {ParseError} */
export function parseListArguments(cursor: Cursor, encoding: NameEncoding): ListArguments {
  const selection = cursor.take('(') ? parseSelection(cursor) : undefined;
  const reference = parseMailbox(cursor, encoding);
  expectSpace(cursor);
  const patterns = parsePatterns(cursor, encoding);
  const returns = cursor.takeKeyword(' RETURN (') ? parseReturns(cursor) : undefined;
  cursor.expectEnd();
  return { selection, reference, patterns, returns };
}

function parseSelection(cursor: Cursor): ListSelection {
  const options = new Set(parseOptions(cursor, selectionNames, () => {}));
  const recursiveMatch = options.has('RECURSIVEMATCH');
  const subscribed = options.has('SUBSCRIBED');
  const specialUse = options.has('SPECIAL-USE');
  // RFC 5258 §3.1: there must be something to match in the children.
  if (recursiveMatch && !subscribed && !specialUse) {
    throw cursor.error('RECURSIVEMATCH needs another option');
  }
  expectSpace(cursor);
  return { subscribed, remote: options.has('REMOTE'), recursiveMatch, specialUse };
}

function parseReturns(cursor: Cursor): ListReturn {
  let status: readonly StatusItem[] | undefined;
  const options = new Set(
    parseOptions(cursor, returnNames, (option) => {
      if (option !== 'STATUS') return;
      expectSpace(cursor);
      status = parseStatusItems(cursor);
    }),
  );
  return {
    subscribed: options.has('SUBSCRIBED'),
    children: options.has('CHILDREN'),
    specialUse: options.has('SPECIAL-USE'),
    status,
  };
}

const selectionNames: ReadonlySet<string> = new Set([
  'SUBSCRIBED',
  'REMOTE',
  'RECURSIVEMATCH',
  'SPECIAL-USE',
]);

const returnNames: ReadonlySet<string> = new Set([
  'SUBSCRIBED',
  'CHILDREN',
  'SPECIAL-USE',
  'STATUS',
]);

/** Parses names up to the closing parenthesis; `parseArguments` reads what belongs to one. */
function parseOptions(
  cursor: Cursor,
  known: ReadonlySet<string>,
  parseArguments: (option: string) => void,
): readonly string[] {
  const options: string[] = [];
  if (cursor.take(')')) return options;
  do {
    const option = parseName(cursor);
    // Each at most once bounds the list, too.
    if (!known.has(option) || options.includes(option)) throw cursor.error('Unknown list option');
    options.push(option);
    parseArguments(option);
  } while (cursor.take(' '));
  cursor.expect(')');
  return options;
}

function parsePatterns(cursor: Cursor, encoding: NameEncoding): readonly string[] {
  if (!cursor.take('(')) return [parseListPattern(cursor, encoding)];
  const patterns: string[] = [];
  do {
    if (patterns.length === listPatternsMax) throw cursor.error('Too many patterns');
    patterns.push(parseListPattern(cursor, encoding));
  } while (cursor.take(' '));
  cursor.expect(')');
  return patterns;
}
