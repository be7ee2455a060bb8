import { refuse } from '#base/refusal.ts';
import { flag } from '#store/flag.ts';
import { writeOperation } from '#store/operation.ts';
import { readClock } from '#store/operations/message/account-changes.ts';
import {
  type Added,
  type ChangeFailure,
  changeMessage,
  type MessageChange,
  placesOf,
} from '#store/operations/message/change-message.ts';
import {
  createMessage,
  type MadeMessage,
  type NewMessage,
} from '#store/operations/message/create-message.ts';
import { type MailboxBooks, openBooks } from '#store/operations/message/mailbox-books.ts';
import { addUsage, fullReason, readUsage, type Usage } from '#store/operations/message/quota.ts';
import { removeEntries } from '#store/operations/message/remove-entries.ts';
import { uidRanges } from '#store/operations/message/uid-ranges.ts';
import type { Tx, Work } from '#store/work.ts';

export type StateRefusalCode =
  /** The account has changed since the state that the change was asked for. */
  'state.mismatch';

export type UpdateMessagesInput = {
  readonly accountId: number;
  /** The account's clock must stand here; undefined: wherever it does. */
  readonly ifModseq?: number | undefined;
  /** One blob each, in the same order. */
  readonly create: readonly NewMessage[];
  readonly update: readonly MessageChange[];
  /** Message ids. */
  readonly destroy: readonly number[];
};

/** What became of each message, in the order asked; undefined: as asked. */
export type UpdatedMessages = {
  /** The clock before. */
  readonly oldModseq: number;
  /** The clock afterwards. */
  readonly modseq: number;
  readonly made: readonly MadeMessage[];
  readonly updated: readonly (ChangeFailure | undefined)[];
  readonly destroyed: readonly (ChangeFailure | undefined)[];
};

/**
 * Makes, changes and destroys messages of one account at one moment, each by itself: one that fails
 * does not keep the others (RFC 8621 §4.6). What is destroyed can be restored for 14 days.
 *
 * @throws {Refusal} `account.absent`, `state.mismatch`.
 */
export const updateMessages = writeOperation(
  'updateMessages',
  function* (tx, input: UpdateMessagesInput): Work<UpdatedMessages> {
    const { accountId, ifModseq } = input;
    const usage = { ...(yield* readUsage(tx, accountId)) };
    const { modseq: oldModseq } = yield* readClock(tx, accountId);
    if (ifModseq !== undefined && ifModseq !== oldModseq) {
      refuse<StateRefusalCode>('state.mismatch', `The account is at ${oldModseq}`);
    }
    const books = yield* openBooks(tx, accountId);
    const made: MadeMessage[] = [];
    for (const [index, message] of input.create.entries()) {
      const place = tx.blobs[index];
      if (place === undefined) throw new Error(`Message ${index} to be made has no body`);
      const result = yield* createMessage(tx, books, { message, place, usage });
      made.push(result);
      if ('messageId' in result) {
        const entries = new Set(message.mailboxIds).size;
        count(usage, { bytes: place.length * entries, count: entries });
      }
    }
    const updated = yield* update(tx, books, input.update, usage);
    const destroyed = yield* destroy(tx, books, input.destroy);
    yield* remove(tx, books);
    yield* books.close();
    return { oldModseq, modseq: books.modseq || oldModseq, made, updated, destroyed };
  },
);

/** An account's usage while messages come. */
type RunningUsage = { -readonly [K in keyof Usage]: Usage[K] };

function count(usage: RunningUsage, { bytes, count: entries }: Added): void {
  usage.usedBytes += bytes;
  usage.tenantUsedBytes += bytes;
  usage.usedCount += entries;
}

function* update(
  tx: Tx,
  books: MailboxBooks,
  changes: readonly MessageChange[],
  usage: RunningUsage,
): Work<(ChangeFailure | undefined)[]> {
  const results: (ChangeFailure | undefined)[] = [];
  let bytes = 0;
  let entries = 0;
  for (const change of changes) {
    const result = yield* changeMessage(tx, books, change, fullReason(usage));
    if (typeof result === 'string') {
      results.push(result);
      continue;
    }
    count(usage, result);
    bytes += result.bytes;
    entries += result.count;
    results.push(undefined);
  }
  yield* addUsage(tx, books.accountId, bytes, entries);
  return results;
}

function* destroy(
  tx: Tx,
  books: MailboxBooks,
  messageIds: readonly number[],
): Work<(ChangeFailure | undefined)[]> {
  const results: (ChangeFailure | undefined)[] = [];
  for (const messageId of messageIds) {
    const places = yield* placesOf(tx, books.accountId, messageId);
    const isShown = places.some(([, , flags]) => (flags & flag.deleted) === 0);
    results.push(isShown ? undefined : 'message.absent');
    if (!isShown) continue;
    yield* books.change();
    for (const [mailboxId, uid] of places) books.find(mailboxId)?.removed.push(uid);
  }
  return results;
}

/** Takes out what was noted, in each mailbox at once. */
function* remove(tx: Tx, books: MailboxBooks): Work<void> {
  const { accountId, modseq } = books;
  for (const book of books.all) {
    if (book.removed.length === 0) continue;
    const ranges = uidRanges(book.removed);
    const removal = { accountId, mailboxId: book.mailboxId, ranges, mask: 0, modseq };
    const { bytes, uids } = yield* removeEntries(tx, removal);
    yield* addUsage(tx, accountId, -bytes, -uids.length);
    book.touched = true;
  }
}
