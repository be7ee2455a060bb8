import { bitsAnd } from '#base/bits.ts';
import type { BlobPlace } from '#store/blob.ts';
import { flag } from '#store/flag.ts';
import { joinThread } from '#store/operations/message/thread.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** The highest UID (RFC 9051 §2.3.1.1: 32 bits, 2^32-1 being kept free for UIDNEXT). */
export const uidMax = 2 ** 32 - 2;

const takeMessageId = statement<{ messageId: number }>(`
  UPDATE account SET message_next = message_next + 1, used_bytes = used_bytes + ?2,
    used_count = used_count + 1
  WHERE account_id = ?1 RETURNING message_next - 1 AS "messageId"`);
const takeUid = statement<{ uid: number }>(`
  UPDATE mailbox SET uid_next = uid_next + 1, modseq = ?3, total = total + 1,
    unseen = unseen + ?4, deleted = deleted + ?5, bytes = bytes + ?6
  WHERE account_id = ?1 AND mailbox_id = ?2 RETURNING uid_next - 1 AS "uid"`);
const insertMessage = statement(`
  INSERT INTO message (account_id, message_id, thread_id, size, received_at, sent_at, blob_id,
    modseq, created_modseq, mailbox_count, attributes, thread_modseq)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, 1, ?9, ?8)`);
const insertEntry = statement(`
  INSERT INTO entry (account_id, mailbox_id, uid, message_id, modseq, created_modseq, flags,
    keywords, saved_at, size, received_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10)`);

/** What a message brings along into any account. Times are milliseconds since the epoch. */
export type MessageFacts = {
  readonly receivedAt: number;
  readonly sentAt: number;
  readonly messageIdHeader?: string | undefined;
  /** Message-IDs of References and In-Reply-To. */
  readonly references: readonly string[];
  /** Bits: 1 has attachments, 2 encrypted. */
  readonly attributes: number;
};

export type Filing = {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly modseq: number;
  readonly flags: number;
  /** Bits in the mailbox's list. */
  readonly keywordBits: number;
  readonly place: BlobPlace;
};

/** Files one body as a new message; counts it for mailbox and account, not for the tenant. */
export function* fileMessage(
  tx: Tx,
  filing: Filing,
  facts: MessageFacts,
): Work<{ uid: number; messageId: number }> {
  const { accountId, mailboxId, modseq, flags, keywordBits, place } = filing;
  const size = place.length;
  const { messageId } = yield* tx.one(takeMessageId, accountId, size);
  const unseen = bitsAnd(flags, flag.seen) === 0 ? 1 : 0;
  const deleted = bitsAnd(flags, flag.deleted) === 0 ? 0 : 1;
  const { uid } = yield* tx.one(takeUid, accountId, mailboxId, modseq, unseen, deleted, size);
  const references =
    facts.messageIdHeader === undefined
      ? facts.references
      : [...facts.references, facts.messageIdHeader];
  const threadId = yield* joinThread(tx, { accountId, messageId, modseq, references });
  const { receivedAt, sentAt, attributes } = facts;
  yield* tx.run(
    insertMessage,
    accountId,
    messageId,
    threadId,
    size,
    receivedAt,
    sentAt,
    place.blobId,
    modseq,
    attributes,
  );
  yield* tx.run(
    insertEntry,
    accountId,
    mailboxId,
    uid,
    messageId,
    modseq,
    flags,
    keywordBits,
    tx.now,
    size,
    receivedAt,
  );
  return { uid, messageId };
}
