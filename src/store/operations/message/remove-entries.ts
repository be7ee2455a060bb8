import { flag } from '#store/flag.ts';
import type { UidRange } from '#store/operations/message/uid-ranges.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** How long a deleted message can be restored: two weeks, as the erasure deadline. Ours. */
const recoverableMs = 14 * 86_400_000;

// `(flags & mask) = mask`: with mask 8 only what is \Deleted, with 0 everything.
const inRange = `account_id = ?1 AND mailbox_id = ?2 AND uid BETWEEN ?3 AND ?4
  AND (flags & ?5) = ?5`;

const selectRange = statement<[uid: number, flags: number, size: number]>(
  `SELECT uid, flags, size FROM entry WHERE ${inRange} ORDER BY uid`,
);
const countOut = statement(`
  UPDATE message SET mailbox_count = mailbox_count - 1, modseq = ?6
  WHERE account_id = ?1 AND message_id IN (SELECT message_id FROM entry WHERE ${inRange})`);
const insertRecoverable = statement(`
  INSERT INTO recoverable (account_id, message_id, mailbox_id, flags, expires_at)
  SELECT e.account_id, e.message_id, e.mailbox_id, e.flags, ?6
  FROM entry e JOIN message m ON m.account_id = e.account_id AND m.message_id = e.message_id
  WHERE e.account_id = ?1 AND e.mailbox_id = ?2 AND e.uid BETWEEN ?3 AND ?4
    AND (e.flags & ?5) = ?5 AND m.mailbox_count = 0`);
const insertGone = statement(`
  INSERT INTO gone (account_id, modseq, kind, object_id, at, thread_id)
  SELECT e.account_id, m.modseq, 1, e.message_id, ?6, m.thread_id
  FROM entry e JOIN message m ON m.account_id = e.account_id AND m.message_id = e.message_id
  WHERE e.account_id = ?1 AND e.mailbox_id = ?2 AND e.uid BETWEEN ?3 AND ?4
    AND (e.flags & ?5) = ?5 AND m.mailbox_count = 0`);
// What is left of a message may be \Deleted elsewhere, and then its thread is without it now.
const leaveThreads = statement(`
  UPDATE message SET thread_modseq = ?6 WHERE account_id = ?1 AND message_id IN (
    SELECT e.message_id FROM entry e CROSS JOIN entry k CROSS JOIN entry d
    WHERE e.account_id = ?1 AND e.mailbox_id = ?2 AND e.uid BETWEEN ?3 AND ?4
      AND (e.flags & ?5) = ?5
      AND k.account_id = e.account_id AND k.message_id = e.message_id AND k.mailbox_id <> ?2
      AND d.account_id = k.account_id AND d.mailbox_id = k.mailbox_id AND d.uid = k.uid
      AND (d.flags & 8) = 8)`);
const deleteEntries = statement(`DELETE FROM entry WHERE ${inRange}`);
const insertVanished = statement(`
  INSERT INTO vanished (account_id, mailbox_id, modseq, uid_first, uid_last, at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6)`);
const countMailbox = statement(`
  UPDATE mailbox SET modseq = ?3, total = total - ?4, unseen = unseen - ?5,
    deleted = deleted - ?6, bytes = bytes - ?7
  WHERE account_id = ?1 AND mailbox_id = ?2`);

export type Removal = {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly ranges: readonly UidRange[];
  /** Bits that an entry must have to be removed; 0 for any. */
  readonly mask: number;
  readonly modseq: number;
};

export type Removed = { readonly uids: readonly number[]; readonly bytes: number };

/** UIDs that a removal would remove; nothing is written. */
export function* removableUids(tx: Tx, removal: Omit<Removal, 'modseq'>): Work<boolean> {
  const { accountId, mailboxId, ranges, mask } = removal;
  for (const { first, last } of ranges) {
    const rows = yield* tx.table(selectRange, accountId, mailboxId, first, last, mask);
    if (rows.length > 0) return true;
  }
  return false;
}

/**
 * Takes entries out of a mailbox. A message that is in no mailbox any more becomes recoverable and
 * keeps its body. Counts for the mailbox; the caller counts for account and tenant.
 */
export function* removeEntries(tx: Tx, removal: Removal): Work<Removed> {
  const { accountId, mailboxId, modseq, ranges, mask } = removal;
  const uids: number[] = [];
  let unseen = 0;
  let deleted = 0;
  let bytes = 0;
  for (const { first, last } of ranges) {
    const rows = yield* tx.table(selectRange, accountId, mailboxId, first, last, mask);
    if (rows.length === 0) continue;
    let [[start] = [first]] = rows;
    let end = start - 1;
    for (const [uid, flags, size] of rows) {
      uids.push(uid);
      bytes += size;
      if ((flags & flag.seen) === 0) unseen++;
      if ((flags & flag.deleted) !== 0) deleted++;
      if (uid !== end + 1) {
        yield* tx.run(insertVanished, accountId, mailboxId, modseq, start, end, tx.now);
        start = uid;
      }
      end = uid;
    }
    yield* tx.run(insertVanished, accountId, mailboxId, modseq, start, end, tx.now);
    const span = [accountId, mailboxId, first, last, mask] as const;
    yield* tx.run(countOut, ...span, modseq);
    yield* tx.run(insertRecoverable, ...span, tx.now + recoverableMs);
    yield* tx.run(insertGone, ...span, tx.now);
    yield* tx.run(leaveThreads, ...span, modseq);
    yield* tx.run(deleteEntries, ...span);
  }
  if (uids.length > 0) {
    yield* tx.run(countMailbox, accountId, mailboxId, modseq, uids.length, unseen, deleted, bytes);
  }
  return { uids, bytes };
}
