import { writeOperation } from '#store/operation.ts';
import type { PruneInput } from '#store/operations/message/purge-recoverable.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const selectVanished = statement<[number, number, number, number]>(`
  SELECT account_id, mailbox_id, modseq, uid_first FROM vanished WHERE at < ?1
  ORDER BY at, account_id, mailbox_id, modseq, uid_first LIMIT ?2`);
const raiseVanishedFloor = statement(`
  UPDATE mailbox SET vanished_floor = ?3
  WHERE account_id = ?1 AND mailbox_id = ?2 AND vanished_floor < ?3`);
const deleteVanished = statement(`
  DELETE FROM vanished WHERE account_id = ?1 AND mailbox_id = ?2 AND modseq = ?3
    AND uid_first = ?4`);
const selectGone = statement<[number, number, number, number]>(
  `SELECT account_id, modseq, kind, object_id FROM gone WHERE at < ?1
  ORDER BY at, account_id, modseq, kind, object_id LIMIT ?2`,
);
const raiseGoneFloor = statement(
  'UPDATE account SET gone_floor = ?2 WHERE account_id = ?1 AND gone_floor < ?2',
);
const deleteGone = statement(`
  DELETE FROM gone WHERE account_id = ?1 AND modseq = ?2 AND kind = ?3 AND object_id = ?4`);

/** Forgets old removals; the floors say from which modseq on what is left is complete. */
export const pruneVanished = writeOperation(
  'pruneVanished',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    const vanished = yield* tx.table(selectVanished, before, limit);
    for (const [accountId, mailboxId, modseq, uid] of vanished) {
      yield* tx.run(raiseVanishedFloor, accountId, mailboxId, modseq);
      yield* tx.run(deleteVanished, accountId, mailboxId, modseq, uid);
    }
    const gone = yield* tx.table(selectGone, before, limit);
    for (const [accountId, modseq, kind, objectId] of gone) {
      yield* tx.run(raiseGoneFloor, accountId, modseq);
      yield* tx.run(deleteGone, accountId, modseq, kind, objectId);
    }
    return { removed: vanished.length + gone.length };
  },
);
