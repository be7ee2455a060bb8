import { bitsAnd, bitsOr, bitsWithout } from '#base/bits.ts';
import { Refusal } from '#base/refusal.ts';
import { flag } from '#store/flag.ts';
import { keywordNames } from '#store/operations/mailbox/mailbox-row.ts';
import { uidMax } from '#store/operations/message/file-message.ts';
import { keywordBits } from '#store/operations/message/keyword-bits.ts';
import { keywordsOfBits } from '#store/operations/message/keywords-of-bits.ts';
import type { Book, MailboxBooks } from '#store/operations/message/mailbox-books.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** [mailboxId, uid, flags, keywords, size] */
export type PlaceRow = [number, number, number, number, number];

// By way of the index entry_message: asked at once, SQLite goes through all entries of the account.
const selectPlaces = statement<PlaceRow>(`
  SELECT e.mailbox_id, e.uid, e.flags, e.keywords, e.size FROM entry k CROSS JOIN entry e
  WHERE k.account_id = ?1 AND k.message_id = ?2
    AND e.account_id = k.account_id AND e.mailbox_id = k.mailbox_id AND e.uid = k.uid
  ORDER BY e.mailbox_id`);
const updateEntry = statement(`
  UPDATE entry SET flags = ?4, keywords = ?5, modseq = ?6
  WHERE account_id = ?1 AND mailbox_id = ?2 AND uid = ?3`);
const touchMessage = statement(
  'UPDATE message SET modseq = ?3 WHERE account_id = ?1 AND message_id = ?2',
);

/** What is to become of a message's flags and keywords, in every mailbox that shows it. */
export type KeywordChange = {
  /** Whether nothing else stays. */
  readonly replace: boolean;
  /** System flags as bits. */
  readonly setFlags: number;
  readonly clearFlags: number;
  readonly set: readonly string[];
  readonly clear: readonly string[];
};

/** Where a message is to be. */
export type MailboxChange = {
  /** Whether it is to be nowhere else. */
  readonly replace: boolean;
  readonly add: readonly number[];
  readonly remove: readonly number[];
};

export type MessageChange = {
  readonly messageId: number;
  readonly keywords?: KeywordChange | undefined;
  readonly mailboxes?: MailboxChange | undefined;
};

/** Why one message of many stays as it is. */
export type ChangeFailure =
  | 'message.absent'
  | 'mailbox.absent'
  /** It would be in no mailbox. */
  | 'mailbox.none'
  | 'mailbox.full'
  | 'tenant.full'
  | 'keyword.limit'
  | 'uid.limit'
  /** The same message is there already. */
  | 'message.exists';

/** What one change adds to an account. */
export type Added = { readonly bytes: number; readonly count: number };

/** The mailboxes that a message is to be in by a change, and how that is reached. */
type Plan = {
  readonly entered: readonly Book[];
  /** Places that are kept and changed, with their new values. */
  readonly kept: readonly (readonly [Book, PlaceRow, flags: number, bits: number])[];
  readonly left: readonly (readonly [Book, PlaceRow])[];
  readonly flags: number;
  readonly names: readonly string[];
  readonly size: number;
};

/** All places of a message, those with \Deleted too. */
export function* placesOf(tx: Tx, accountId: number, messageId: number): Work<PlaceRow[]> {
  return yield* tx.table(selectPlaces, accountId, messageId);
}

/**
 * Changes one message; what is to be taken out is only noted in the books. A failure has changed
 * nothing.
 *
 * @param full Why nothing more fits into the account, if so.
 */
export function* changeMessage(
  tx: Tx,
  books: MailboxBooks,
  change: MessageChange,
  full: ChangeFailure | undefined,
): Work<Added | ChangeFailure> {
  const places = yield* placesOf(tx, books.accountId, change.messageId);
  const plan = planChange(books, change, places);
  if (typeof plan === 'string') return plan;
  const { entered, left, kept, size, flags, names } = plan;
  if (full !== undefined && entered.length > left.length) return full;
  const bits = attempt(() => entered.map((book) => bitsIn(book, names)));
  if (typeof bits === 'string') return bits;

  for (const [book, place, newFlags, newBits] of kept) {
    const modseq = yield* books.change();
    book.touched = true;
    book.unseen += bit(place[2], flag.seen) - bit(newFlags, flag.seen);
    book.deleted += bit(newFlags, flag.deleted) - bit(place[2], flag.deleted);
    const at = [books.accountId, book.mailboxId, place[1]] as const;
    yield* tx.run(updateEntry, ...at, newFlags, newBits, modseq);
    yield* tx.run(touchMessage, books.accountId, change.messageId, modseq);
  }
  for (const [index, book] of entered.entries()) {
    const entry = { messageId: change.messageId, flags, keywordBits: bits[index] ?? 0, size };
    yield* books.enter(book, entry);
  }
  for (const [book, place] of left) {
    yield* books.change();
    book.removed.push(place[1]);
  }
  return { bytes: size * entered.length, count: entered.length };
}

/** The bits of keywords in a mailbox, which gets those that are new to it. */
export function bitsIn(book: Book, names: readonly string[]): number {
  const { bits, added } = keywordBits(book, names);
  if (added !== undefined) book.keywords = JSON.stringify(added);
  return bits;
}

/** Runs what may refuse before it writes. */
export function attempt<T>(work: () => T): T | ChangeFailure {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal && error.code === 'keyword.limit') return 'keyword.limit';
    throw error;
  }
}

function planChange(
  books: MailboxBooks,
  { keywords, mailboxes }: MessageChange,
  places: readonly PlaceRow[],
): Plan | ChangeFailure {
  const shown = places.filter(([, , flags]) => (flags & flag.deleted) === 0);
  const size = places[0]?.[4] ?? 0;
  if (shown.length === 0) return 'message.absent';
  const wanted = new Set(mailboxes?.replace === true ? [] : shown.map(([id]) => id));
  for (const id of mailboxes?.remove ?? []) wanted.delete(id);
  for (const id of mailboxes?.add ?? []) wanted.add(id);
  if (wanted.size === 0) return 'mailbox.none';

  const { flags, names } = unionOf(books, shown, keywords);
  const entered: Book[] = [];
  const kept: [Book, PlaceRow, number, number][] = [];
  for (const id of wanted) {
    const book = books.find(id);
    const place = places.find(([mailboxId]) => mailboxId === id);
    if (book === undefined) return 'mailbox.absent';
    if (place === undefined) {
      if (book.uidNext + placesMax > uidMax) return 'uid.limit';
      entered.push(book);
      continue;
    }
    // One with \Deleted that is wanted again gets what the message has elsewhere.
    const hidden = (place[2] & flag.deleted) !== 0;
    const next = attempt(() =>
      hidden ? [flags, bitsIn(book, names)] : changedPlace(book, place, keywords),
    );
    if (typeof next === 'string') return next;
    const [newFlags = 0, newBits = 0] = next;
    if (newFlags !== place[2] || newBits !== place[3]) kept.push([book, place, newFlags, newBits]);
  }
  const left = shown.flatMap((place) => {
    const book = wanted.has(place[0]) ? undefined : books.find(place[0]);
    return book === undefined ? [] : [[book, place] as const];
  });
  return { entered, kept, left, flags, names, size };
}

/** UIDs that one operation takes of a mailbox at most: objects of one call. */
const placesMax = 10_000;

function changedPlace(
  book: Book,
  [, , flags, bits]: PlaceRow,
  change: KeywordChange | undefined,
): [number, number] {
  if (change === undefined) return [flags, bits];
  const set = bitsIn(book, change.set);
  if (change.replace) return [change.setFlags, set];
  const names = keywordNames(book).map((name) => name.toLowerCase());
  const cleared = change.clear
    .map((name) => names.indexOf(name.toLowerCase()))
    .reduce((all, place) => (place < 0 ? all : bitsOr(all, 2 ** place)), 0);
  return [(flags & ~change.clearFlags) | change.setFlags, bitsOr(bitsWithout(bits, cleared), set)];
}

/** Flags and keywords that the message has in any mailbox that shows it, after the change. */
function unionOf(
  books: MailboxBooks,
  shown: readonly PlaceRow[],
  change: KeywordChange | undefined,
): { flags: number; names: string[] } {
  if (change?.replace === true) return { flags: change.setFlags, names: [...change.set] };
  let flags = 0;
  const names = new Map<string, string>();
  for (const [mailboxId, , own, bits] of shown) {
    flags |= own;
    const book = books.find(mailboxId);
    if (book === undefined || bits === 0) continue;
    for (const name of keywordsOfBits(keywordNames(book), bits)) {
      names.set(name.toLowerCase(), name);
    }
  }
  for (const name of change?.clear ?? []) names.delete(name.toLowerCase());
  for (const name of change?.set ?? []) names.set(name.toLowerCase(), name);
  flags = bitsAnd(flags, ~(change?.clearFlags ?? 0) & 31) | (change?.setFlags ?? 0);
  return { flags, names: [...names.values()] };
}

function bit(flags: number, mask: number): number {
  return (flags & mask) === 0 ? 0 : 1;
}
