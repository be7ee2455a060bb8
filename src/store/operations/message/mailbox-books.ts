import { flag } from '#store/flag.ts';
import { allMailboxes, type MailboxRow } from '#store/operations/mailbox/mailbox-row.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const takeUid = statement<{ uid: number }>(`
  UPDATE mailbox SET uid_next = uid_next + 1, modseq = ?3, total = total + 1,
    unseen = unseen + ?4, bytes = bytes + ?5
  WHERE account_id = ?1 AND mailbox_id = ?2 RETURNING uid_next - 1 AS "uid"`);
const insertEntry = statement(`
  INSERT INTO entry (account_id, mailbox_id, uid, message_id, modseq, created_modseq, flags,
    keywords, saved_at, size, received_at)
  SELECT account_id, ?3, ?4, message_id, ?5, ?5, ?6, ?7, ?8, size, received_at
  FROM message WHERE account_id = ?1 AND message_id = ?2`);
const countMessage = statement(`
  UPDATE message SET mailbox_count = mailbox_count + 1, modseq = ?3
  WHERE account_id = ?1 AND message_id = ?2`);
const countFlags = statement(`
  UPDATE mailbox SET modseq = ?3, unseen = unseen + ?4, deleted = deleted + ?5, keywords = ?6
  WHERE account_id = ?1 AND mailbox_id = ?2`);

/** A mailbox while one operation changes many of its messages. */
export type Book = {
  readonly mailboxId: number;
  readonly uidNext: number;
  /** Its list of keywords, those that were added too. */
  keywords: string;
  /** What is to be added to its counters. */
  unseen: number;
  deleted: number;
  /** UIDs to be taken out. */
  readonly removed: number[];
  touched: boolean;
};

/** The mailboxes of one account while one operation changes many messages in several of them. */
export class MailboxBooks {
  readonly accountId: number;
  readonly #tx: Tx;
  readonly #books: ReadonlyMap<number, Book>;
  #modseq = 0;

  constructor(tx: Tx, accountId: number, rows: readonly MailboxRow[]) {
    this.#tx = tx;
    this.accountId = accountId;
    const selectable = rows.filter((row) => row.selectable === 1);
    this.#books = new Map(selectable.map((row) => [row.mailboxId, bookOf(row)]));
  }

  /** The modseq of the changes; 0 while there are none. */
  get modseq(): number {
    return this.#modseq;
  }

  /** A mailbox that can hold messages; undefined when there is none of that id. */
  find(mailboxId: number): Book | undefined {
    return this.#books.get(mailboxId);
  }

  get all(): readonly Book[] {
    return [...this.#books.values()];
  }

  /** Moves the account's clock on, once for the whole operation. */
  *change(): Work<number> {
    if (this.#modseq === 0) this.#modseq = yield* takeModseq(this.#tx, this.accountId);
    return this.#modseq;
  }

  /** Puts a message into one more mailbox. */
  *enter(book: Book, entry: NewEntry): Work<void> {
    const modseq = yield* this.change();
    const { messageId, flags, keywordBits, size } = entry;
    book.touched = true;
    const unseen = (flags & flag.seen) === 0 ? 1 : 0;
    const place = [this.accountId, book.mailboxId] as const;
    const { uid } = yield* this.#tx.one(takeUid, ...place, modseq, unseen, size);
    yield* this.#tx.run(
      insertEntry,
      this.accountId,
      messageId,
      book.mailboxId,
      uid,
      modseq,
      flags,
      keywordBits,
      this.#tx.now,
    );
    yield* this.#tx.run(countMessage, this.accountId, messageId, modseq);
  }

  /** Writes counters and keywords of the mailboxes that were touched, and publishes the change. */
  *close(): Work<void> {
    const touched = this.all.filter((book) => book.touched);
    for (const { mailboxId, unseen, deleted, keywords } of touched) {
      const counts = [unseen, deleted, keywords] as const;
      yield* this.#tx.run(countFlags, this.accountId, mailboxId, this.#modseq, ...counts);
    }
    if (this.#modseq === 0) return;
    const mailboxIds = touched.map(({ mailboxId }) => mailboxId);
    this.#tx.changed({ accountId: this.accountId, modseq: this.#modseq, mailboxIds });
  }
}

export type NewEntry = {
  readonly messageId: number;
  readonly flags: number;
  /** Bits in the mailbox's list. */
  readonly keywordBits: number;
  /** Octets of the message. */
  readonly size: number;
};

/** Opens the books of an account. */
export function* openBooks(tx: Tx, accountId: number): Work<MailboxBooks> {
  return new MailboxBooks(tx, accountId, yield* allMailboxes(tx, accountId));
}

function bookOf({ mailboxId, uidNext, keywords }: MailboxRow): Book {
  const counts = { unseen: 0, deleted: 0, removed: [], touched: false };
  return { mailboxId, uidNext, keywords, ...counts };
}
