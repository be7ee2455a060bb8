import { refuse } from '#base/refusal.ts';
import { flag } from '#store/flag.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { addReferences } from '#store/operations/blob/add-references.ts';
import {
  findSelectable,
  keywordNames,
  type MailboxRow,
} from '#store/operations/mailbox/mailbox-row.ts';
import { uidMax } from '#store/operations/message/file-message.ts';
import {
  type KeywordBits,
  keepKeywords,
  keywordBits,
} from '#store/operations/message/keyword-bits.ts';
import { keywordsOfBits } from '#store/operations/message/keywords-of-bits.ts';
import { type UidRange, uidRanges } from '#store/operations/message/uid-ranges.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** `present` is not null where the message is in the target mailbox already. */
type Row = [
  uid: number,
  messageId: number,
  flags: number,
  keywords: number,
  size: number,
  present: number | null,
];

const selectRange = statement<Row>(`
  SELECT e.uid, e.message_id, e.flags, e.keywords, e.size, t.uid
  FROM entry e LEFT JOIN entry t ON t.account_id = e.account_id AND t.mailbox_id = ?5
    AND t.message_id = e.message_id
  WHERE e.account_id = ?1 AND e.mailbox_id = ?2 AND e.uid BETWEEN ?3 AND ?4 ORDER BY e.uid`);
const insertRange = statement(`
  INSERT INTO entry (account_id, mailbox_id, uid, message_id, modseq, created_modseq, flags,
    keywords, saved_at, size, received_at)
  SELECT account_id, ?5, uid + ?6, message_id, ?7, ?7, flags, keywords, ?8, size, received_at
  FROM entry WHERE account_id = ?1 AND mailbox_id = ?2 AND uid BETWEEN ?3 AND ?4`);
const countIn = statement(`
  UPDATE message SET mailbox_count = mailbox_count + 1, modseq = ?5
  WHERE account_id = ?1 AND message_id IN (
    SELECT message_id FROM entry WHERE account_id = ?1 AND mailbox_id = ?2
      AND uid BETWEEN ?3 AND ?4)`);
const takeMessageId = statement<{ messageId: number }>(`
  UPDATE account SET message_next = message_next + 1 WHERE account_id = ?1
  RETURNING message_next - 1 AS "messageId"`);
const cloneMessage = statement<{ blobId: number }>(`
  INSERT INTO message (account_id, message_id, thread_id, size, received_at, sent_at, blob_id,
    modseq, created_modseq, mailbox_count, attributes, thread_modseq)
  SELECT account_id, ?3, thread_id, size, received_at, sent_at, blob_id, ?4, ?4, 1, attributes, ?4
  FROM message WHERE account_id = ?1 AND message_id = ?2 RETURNING blob_id AS "blobId"`);
const insertClone = statement(`
  INSERT INTO entry (account_id, mailbox_id, uid, message_id, modseq, created_modseq, flags,
    keywords, saved_at, size, received_at)
  SELECT account_id, ?4, ?5, ?6, ?7, ?7, flags, keywords, ?8, size, received_at
  FROM entry WHERE account_id = ?1 AND mailbox_id = ?2 AND uid = ?3`);
const setKeywords = statement(
  'UPDATE entry SET keywords = ?4 WHERE account_id = ?1 AND mailbox_id = ?2 AND uid = ?3',
);
const countMailbox = statement(`
  UPDATE mailbox SET modseq = ?3, uid_next = uid_next + ?4, total = total + ?4,
    unseen = unseen + ?5, deleted = deleted + ?6, bytes = bytes + ?7
  WHERE account_id = ?1 AND mailbox_id = ?2`);

export type CopyInput = {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly uids: readonly number[];
  readonly targetMailboxId: number;
};

export type Copied = {
  readonly uidValidity: number;
  /** [source UID, target UID], ascending in both (RFC 4315 §3). */
  readonly pairs: readonly (readonly [number, number])[];
  readonly modseq: number;
};

export type CopyPlan = {
  readonly sourceId: number;
  readonly target: MailboxRow;
  readonly rows: readonly Row[];
  readonly ranges: readonly UidRange[];
  /** The target's bits for each of the source's sets of keywords that must be rewritten. */
  readonly rewritten: ReadonlyMap<number, number>;
  readonly keywords: KeywordBits;
};

/** Reads what a copy needs and makes its refusals. */
export function* planCopy(tx: Tx, input: CopyInput): Work<CopyPlan> {
  const { accountId, mailboxId, targetMailboxId } = input;
  const source = yield* findSelectable(tx, accountId, mailboxId);
  const target = yield* findSelectable(tx, accountId, targetMailboxId);
  const rows: Row[] = [];
  for (const { first, last } of uidRanges(input.uids)) {
    const found = yield* tx.table(selectRange, accountId, mailboxId, first, last, targetMailboxId);
    for (const row of found) rows.push(row);
  }
  if (target.uidNext + rows.length > uidMax) refuse<MailRefusalCode>('uid.limit');

  const names = keywordNames(source);
  const used = new Set(rows.map((row) => row[3]));
  const sets = new Map([...used].map((bits) => [bits, keywordsOfBits(names, bits)]));
  const keywords = keywordBits(target, [...sets.values()].flat());
  const named =
    keywords.added === undefined ? target : { keywords: JSON.stringify(keywords.added) };
  const rewritten = new Map<number, number>();
  for (const [bits, set] of sets) {
    const there = keywordBits(named, set).bits;
    if (there !== bits) rewritten.set(bits, there);
  }
  const ranges = uidRanges(rows.map((row) => row[0]));
  return { sourceId: mailboxId, target, rows, ranges, rewritten, keywords };
}

/**
 * Adds the planned entries to the target. A message that is there already becomes a second message
 * with the same body, so that no mailbox holds one message twice (RFC 8621 §4.1.1).
 */
export function* copyEntries(
  tx: Tx,
  accountId: number,
  plan: CopyPlan,
  modseq: number,
): Work<{ pairs: [number, number][]; bytes: number }> {
  const { sourceId, target, rows, rewritten } = plan;
  yield* keepKeywords(tx, accountId, target, plan.keywords);
  const pairs: [number, number][] = [];
  let uid = target.uidNext;
  let bytes = 0;
  let unseen = 0;
  let deleted = 0;
  for (const [sourceUid, , flags, , size] of rows) {
    pairs.push([sourceUid, uid++]);
    bytes += size;
    if ((flags & flag.seen) === 0) unseen++;
    if ((flags & flag.deleted) !== 0) deleted++;
  }
  for (const { first, last, shift } of runs(rows, pairs)) {
    const span = [accountId, sourceId, first, last] as const;
    yield* tx.run(insertRange, ...span, target.mailboxId, shift, modseq, tx.now);
    yield* tx.run(countIn, ...span, modseq);
  }
  for (const [index, [sourceUid, messageId, , bits, , present]] of rows.entries()) {
    const targetUid = target.uidNext + index;
    if (present !== null) {
      const clone = yield* tx.one(takeMessageId, accountId);
      const { blobId } = yield* tx.one(cloneMessage, accountId, messageId, clone.messageId, modseq);
      yield* addReferences(tx, blobId, 1);
      const place = [accountId, sourceId, sourceUid, target.mailboxId, targetUid] as const;
      yield* tx.run(insertClone, ...place, clone.messageId, modseq, tx.now);
    }
    const there = rewritten.get(bits);
    if (there !== undefined) {
      yield* tx.run(setKeywords, accountId, target.mailboxId, targetUid, there);
    }
  }
  const { mailboxId } = target;
  yield* tx.run(countMailbox, accountId, mailboxId, modseq, rows.length, unseen, deleted, bytes);
  return { pairs, bytes };
}

type Run = UidRange & { readonly shift: number };

/** Source UIDs in a row whose messages are not in the target yet, and how far their UIDs move. */
function runs(rows: readonly Row[], pairs: readonly [number, number][]): Run[] {
  const found: { first: number; last: number; shift: number }[] = [];
  let current: { first: number; last: number; shift: number } | undefined;
  for (const [index, [source, target]] of pairs.entries()) {
    if (rows[index]?.[5] !== null) {
      current = undefined;
    } else if (current !== undefined && source === current.last + 1) {
      current.last = source;
    } else {
      current = { first: source, last: source, shift: target - source };
      found.push(current);
    }
  }
  return found;
}
