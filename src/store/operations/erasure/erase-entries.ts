import { flag } from '#store/flag.ts';
import { releaseBlob } from '#store/operations/blob/release-blob.ts';
import { addUsage } from '#store/operations/message/quota.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

type Row = [mailboxId: number, uid: number, messageId: number, flags: number, size: number];

const selectEntries = statement<Row>(`
  SELECT mailbox_id, uid, message_id, flags, size FROM entry
  WHERE account_id = ?1 ORDER BY mailbox_id, uid LIMIT ?2`);
const deleteEntry = statement(
  'DELETE FROM entry WHERE account_id = ?1 AND mailbox_id = ?2 AND uid = ?3',
);
const countOut = statement<{ places: number; blobId: number }>(`
  UPDATE message SET mailbox_count = mailbox_count - 1 WHERE account_id = ?1 AND message_id = ?2
  RETURNING mailbox_count AS "places", blob_id AS "blobId"`);
const deleteMessage = statement('DELETE FROM message WHERE account_id = ?1 AND message_id = ?2');
const countMailbox = statement(`
  UPDATE mailbox SET total = total - ?3, unseen = unseen - ?4, deleted = deleted - ?5,
    bytes = bytes - ?6
  WHERE account_id = ?1 AND mailbox_id = ?2`);

class Count {
  total = 0;
  unseen = 0;
  deleted = 0;
  bytes = 0;
}

/**
 * Erases entries of a removed account, and each message with its last one. Nobody is told: there is
 * no session any more.
 */
export function* eraseEntries(tx: Tx, accountId: number, limit: number): Work<number> {
  const rows = yield* tx.table(selectEntries, accountId, limit);
  const counts = new Map<number, Count>();
  let bytes = 0;
  for (const [mailboxId, uid, messageId, flags, size] of rows) {
    yield* tx.run(deleteEntry, accountId, mailboxId, uid);
    const { places, blobId } = yield* tx.one(countOut, accountId, messageId);
    if (places === 0) {
      yield* tx.run(deleteMessage, accountId, messageId);
      yield* releaseBlob(tx, blobId);
    }
    const count = counts.get(mailboxId) ?? new Count();
    counts.set(mailboxId, count);
    count.total++;
    if ((flags & flag.seen) === 0) count.unseen++;
    if ((flags & flag.deleted) !== 0) count.deleted++;
    count.bytes += size;
    bytes += size;
  }
  for (const [mailboxId, { total, unseen, deleted, bytes: octets }] of counts) {
    yield* tx.run(countMailbox, accountId, mailboxId, total, unseen, deleted, octets);
  }
  yield* addUsage(tx, accountId, -bytes, -rows.length);
  return rows.length;
}
