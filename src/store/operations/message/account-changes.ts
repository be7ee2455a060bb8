import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { readOperation } from '#store/operation.ts';
import { mailboxColumns, type MailboxRow } from '#store/operations/mailbox/mailbox-row.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/**
 * [messageId, threadId, size, receivedAt, sentAt, blobId, modseq, createdModseq, threadModseq,
 * attributes, mailboxCount]; a message in 0 mailboxes was deleted.
 */
export type AccountMessageRow = [
  messageId: number,
  threadId: number,
  size: number,
  receivedAt: number,
  sentAt: number,
  blobId: number,
  modseq: number,
  createdModseq: number,
  threadModseq: number,
  attributes: number,
  mailboxCount: number,
];

/** Where a message is. */
export type AccountEntryRow = [
  messageId: number,
  mailboxId: number,
  uid: number,
  flags: number,
  keywords: number,
];

const messageColumns = `message_id, thread_id, size, received_at, sent_at, blob_id, modseq,
  created_modseq, thread_modseq, attributes, mailbox_count`;
const entryColumns = 'e.message_id, e.mailbox_id, e.uid, e.flags, e.keywords';

const selectClock = statement<{ modseq: number; goneFloor: number }>(`
  SELECT modseq AS "modseq", gone_floor AS "goneFloor" FROM account WHERE account_id = ?1`);
const countMailboxes = statement<{ count: number }>(
  'SELECT COUNT(*) AS "count" FROM mailbox WHERE account_id = ?1',
);
const selectMailboxes = statement<MailboxRow>(`
  SELECT ${mailboxColumns} FROM mailbox
  WHERE account_id = ?1 AND modseq > ?2 ORDER BY mailbox_id`);
const selectMessages = statement<AccountMessageRow>(`
  SELECT ${messageColumns} FROM message
  WHERE account_id = ?1 AND message_id > ?2 ORDER BY message_id LIMIT ?3`);
const selectEntries = statement<AccountEntryRow>(`
  SELECT ${entryColumns} FROM entry e
  WHERE e.account_id = ?1 AND e.message_id BETWEEN ?2 AND ?3 ORDER BY e.message_id`);
const selectChanged = statement<AccountMessageRow>(`
  SELECT ${messageColumns} FROM message
  WHERE account_id = ?1 AND (modseq, message_id) > (?2, ?3) ORDER BY modseq, message_id LIMIT ?4`);
// By way of the index entry_message: joined at once, SQLite goes through all entries of the account.
const selectChangedEntries = statement<AccountEntryRow>(`
  SELECT ${entryColumns} FROM message m CROSS JOIN entry k CROSS JOIN entry e
  WHERE m.account_id = ?1 AND (m.modseq, m.message_id) > (?2, ?3)
    AND (m.modseq, m.message_id) <= (?4, ?5)
    AND k.account_id = m.account_id AND k.message_id = m.message_id
    AND e.account_id = k.account_id AND e.mailbox_id = k.mailbox_id AND e.uid = k.uid
  ORDER BY m.modseq, m.message_id`);

export type AccountClock = {
  readonly modseq: number;
  /** What is gone is known since this modseq. */
  readonly goneFloor: number;
};

/** The account's only clock. @throws {Refusal} `account.absent` */
export function* readClock(tx: Tx, accountId: number): Work<AccountClock> {
  const clock = yield* tx.maybe(selectClock, accountId);
  return clock ?? refuse<MailRefusalCode>('account.absent', `No account ${accountId}`);
}

export type LoadAccountInput = {
  readonly accountId: number;
  readonly afterMessageId: number;
  /** Messages asked for. */
  readonly limit: number;
};

/** Messages with their entries, which are in the same order. */
type Messages = {
  readonly messages: readonly AccountMessageRow[];
  readonly entries: readonly AccountEntryRow[];
};

/** A slice of an account, with the clock at its reading. */
export type AccountSlice = Messages & {
  readonly modseq: number;
};

/** Reads an account's messages in the order of their ids. @throws {Refusal} `account.absent` */
export const loadAccount = readOperation(
  'loadAccount',
  function* (tx, { accountId, afterMessageId, limit }: LoadAccountInput): Work<AccountSlice> {
    const { modseq } = yield* readClock(tx, accountId);
    const messages = yield* tx.table(selectMessages, accountId, afterMessageId, limit);
    const last = messages.at(-1)?.[0] ?? 0;
    const entries = yield* tx.table(selectEntries, accountId, afterMessageId + 1, last);
    return { modseq, messages, entries };
  },
);

export type AccountChangesInput = {
  readonly accountId: number;
  /** Messages that changed after this modseq, or at it and behind `afterMessageId`. */
  readonly sinceModseq: number;
  readonly afterMessageId: number;
  /** Mailboxes that changed after this modseq. */
  readonly mailboxesSince: number;
  /** Messages asked for. */
  readonly limit: number;
};

export type AccountChanges = Messages & {
  /** The clock now. There are no further messages when there are fewer than asked for. */
  readonly modseq: number;
  /** All mailboxes that the account has now. */
  readonly mailboxCount: number;
  readonly mailboxes: readonly MailboxRow[];
};

/**
 * What changed in an account, messages in the order of their modseqs and ids. A message in no
 * mailbox was deleted; it is told while its row is kept, which is for 14 days.
 *
 * @throws {Refusal} `account.absent`
 */
export const accountChanges = readOperation(
  'accountChanges',
  function* (tx, input: AccountChangesInput): Work<AccountChanges> {
    const { accountId, sinceModseq, afterMessageId, mailboxesSince, limit } = input;
    const { modseq } = yield* readClock(tx, accountId);
    const { count } = yield* tx.one(countMailboxes, accountId);
    const mailboxes =
      mailboxesSince === modseq ? [] : yield* tx.all(selectMailboxes, accountId, mailboxesSince);
    const from = [accountId, sinceModseq, afterMessageId] as const;
    const messages = yield* tx.table(selectChanged, ...from, limit);
    const last = messages.at(-1);
    const entries =
      last === undefined ? [] : yield* tx.table(selectChangedEntries, ...from, last[6], last[0]);
    return { modseq, mailboxCount: count, mailboxes, messages, entries };
  },
);
