import type { BlobPlace } from '#store/blob.ts';
import { insertBlob } from '#store/operations/blob/insert-blob.ts';
import { attempt, bitsIn, type ChangeFailure } from '#store/operations/message/change-message.ts';
import { fileMessage, type MessageFacts, uidMax } from '#store/operations/message/file-message.ts';
import type { Book, MailboxBooks } from '#store/operations/message/mailbox-books.ts';
import {
  addTenantBytes,
  addUsage,
  fullReason,
  type Usage,
} from '#store/operations/message/quota.ts';
import { referenceKey } from '#store/operations/message/thread.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

// Messages of the thread that a Message-ID is known in, with the same octets, that JMAP sees.
// By way of the indexes, in this order: left to choose, SQLite goes through the whole account.
const selectSame = statement<{ messageId: number }>(`
  SELECT m.message_id AS "messageId" FROM message_reference r
    CROSS JOIN message t CROSS JOIN message m CROSS JOIN blob b
  WHERE r.account_id = ?1 AND r.reference = ?2
    AND t.account_id = r.account_id AND t.thread_id = r.thread_id
    AND m.account_id = t.account_id AND m.message_id = t.message_id AND m.size = ?3
    AND b.blob_id = m.blob_id AND b.sha256 = ?4
    AND EXISTS (SELECT 1 FROM entry k CROSS JOIN entry e
      WHERE k.account_id = m.account_id AND k.message_id = m.message_id
        AND e.account_id = k.account_id AND e.mailbox_id = k.mailbox_id AND e.uid = k.uid
        AND (e.flags & 8) = 0)
  ORDER BY m.message_id LIMIT 1`);

/** A message that is to be in one mailbox at least. */
export type NewMessage = MessageFacts & {
  readonly mailboxIds: readonly number[];
  readonly flags: number;
  readonly keywords: readonly string[];
  /** Whether it must not be there already, octet by octet. */
  readonly unique: boolean;
};

/** A message that was made, or why not; `existingId` is the one that is there already. */
export type MadeMessage =
  | { readonly messageId: number }
  | { readonly failure: ChangeFailure; readonly existingId?: number };

export type Creation = {
  readonly message: NewMessage;
  readonly place: BlobPlace;
  readonly usage: Usage;
};

/** Files one message in its mailboxes, or says why it does not. A failure has changed nothing. */
export function* createMessage(
  tx: Tx,
  books: MailboxBooks,
  { message, place, usage }: Creation,
): Work<MadeMessage> {
  const { accountId } = books;
  const into: Book[] = [];
  for (const mailboxId of new Set(message.mailboxIds)) {
    const book = books.find(mailboxId);
    if (book === undefined) return { failure: 'mailbox.absent' };
    if (book.uidNext + uidsSpare > uidMax) return { failure: 'uid.limit' };
    into.push(book);
  }
  const [first, ...others] = into;
  if (first === undefined) return { failure: 'mailbox.none' };
  if (message.unique) {
    const existingId = yield* sameMessage(tx, accountId, message, place);
    if (existingId !== undefined) return { failure: 'message.exists', existingId };
  }
  const full = fullReason(usage);
  if (full !== undefined) return { failure: full };
  const bits = attempt(() => into.map((book) => bitsIn(book, message.keywords)));
  if (typeof bits === 'string') return { failure: bits };

  const modseq = yield* books.change();
  yield* insertBlob(tx, place, { tenantId: usage.tenantId, references: 1 });
  const { flags } = message;
  const filing = { accountId, mailboxId: first.mailboxId, modseq, flags, place };
  const filed = yield* fileMessage(tx, { ...filing, keywordBits: bits[0] ?? 0 }, message);
  yield* addTenantBytes(tx, usage.tenantId, place.length);
  first.touched = true;
  for (const [index, book] of others.entries()) {
    const { messageId } = filed;
    const size = place.length;
    yield* books.enter(book, { messageId, flags, keywordBits: bits[index + 1] ?? 0, size });
  }
  yield* addUsage(tx, accountId, place.length * others.length, others.length);
  return { messageId: filed.messageId };
}

/** UIDs that one operation takes of a mailbox at most: objects of one call. */
const uidsSpare = 10_000;

function* sameMessage(
  tx: Tx,
  accountId: number,
  { messageIdHeader }: NewMessage,
  { length, sha256 }: BlobPlace,
): Work<number | undefined> {
  if (messageIdHeader === undefined) return undefined;
  const key = referenceKey(accountId, messageIdHeader);
  const found = yield* tx.maybe(selectSame, accountId, key, length, sha256);
  return found?.messageId;
}
