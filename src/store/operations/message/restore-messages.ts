import { refuse } from '#base/refusal.ts';
import { flag } from '#store/flag.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { allMailboxes } from '#store/operations/mailbox/mailbox-row.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { uidMax } from '#store/operations/message/file-message.ts';
import { addUsage, checkQuota } from '#store/operations/message/quota.ts';
import { role } from '#store/role.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

type Row = [mailboxId: number, flags: number, size: number];

const selectRow = statement<Row>(`
  SELECT r.mailbox_id, r.flags, m.size FROM recoverable r
  JOIN message m ON m.account_id = r.account_id AND m.message_id = r.message_id
  WHERE r.account_id = ?1 AND r.message_id = ?2`);
const deleteRow = statement('DELETE FROM recoverable WHERE account_id = ?1 AND message_id = ?2');
const deleteGone = statement(
  'DELETE FROM gone WHERE account_id = ?1 AND kind = 1 AND object_id = ?2',
);
const updateMessage = statement(`
  UPDATE message SET mailbox_count = 1, modseq = ?3, created_modseq = ?3,
    thread_modseq = ?3
  WHERE account_id = ?1 AND message_id = ?2`);
const takeUid = statement<{ uid: number }>(`
  UPDATE mailbox SET uid_next = uid_next + 1, modseq = ?3, total = total + 1,
    unseen = unseen + ?4, bytes = bytes + ?5
  WHERE account_id = ?1 AND mailbox_id = ?2 RETURNING uid_next - 1 AS "uid"`);
const insertEntry = statement(`
  INSERT INTO entry (account_id, mailbox_id, uid, message_id, modseq, created_modseq, flags,
    keywords, saved_at, size, received_at)
  SELECT account_id, ?3, ?4, message_id, ?5, ?5, ?6, 0, ?7, size, received_at
  FROM message WHERE account_id = ?1 AND message_id = ?2`);

export type RestoreMessagesInput = {
  readonly accountId: number;
  readonly messageIds: readonly number[];
  /** Whether what was in the trash comes to INBOX instead. */
  readonly outOfTrash?: boolean;
};

export type RestoredMessages = {
  /** [messageId, mailboxId, uid]; what cannot be restored any more is left out. */
  readonly restored: readonly (readonly [number, number, number])[];
};

/**
 * Brings deleted messages back to where they were, or to INBOX, without `\Deleted` and keywords.
 *
 * @throws {Refusal} `account.absent`, `mailbox.absent`, `mailbox.full`, `tenant.full`, `uid.limit`.
 */
export const restoreMessages = writeOperation(
  'restoreMessages',
  function* (
    tx,
    { accountId, messageIds, outOfTrash }: RestoreMessagesInput,
  ): Work<RestoredMessages> {
    yield* checkQuota(tx, accountId);
    const mailboxes = yield* allMailboxes(tx, accountId);
    const fit = mailboxes.filter((row) => row.selectable === 1);
    const room = (uidNext: number): boolean => uidNext + messageIds.length <= uidMax;
    if (fit.some((row) => !room(row.uidNext))) refuse<MailRefusalCode>('uid.limit');
    const inbox = fit.find((row) => row.role === role.inbox);
    if (inbox === undefined) refuse<MailRefusalCode>('mailbox.absent', 'No INBOX');

    const modseq = yield* takeModseq(tx, accountId);
    const homes = outOfTrash === true ? fit.filter((row) => row.role !== role.trash) : fit;
    const present = new Set(homes.map((row) => row.mailboxId));
    const restored: [number, number, number][] = [];
    let bytes = 0;
    for (const messageId of messageIds) {
      const [row] = yield* tx.table(selectRow, accountId, messageId);
      if (row === undefined) continue;
      const mailboxId = present.has(row[0]) ? row[0] : inbox.mailboxId;
      const flags = row[1] & ~flag.deleted;
      const unseen = (flags & flag.seen) === 0 ? 1 : 0;
      yield* tx.run(deleteRow, accountId, messageId);
      yield* tx.run(deleteGone, accountId, messageId);
      yield* tx.run(updateMessage, accountId, messageId, modseq);
      const { uid } = yield* tx.one(takeUid, accountId, mailboxId, modseq, unseen, row[2]);
      yield* tx.run(insertEntry, accountId, messageId, mailboxId, uid, modseq, flags, tx.now);
      restored.push([messageId, mailboxId, uid]);
      bytes += row[2];
    }
    yield* addUsage(tx, accountId, bytes, restored.length);
    tx.changed({ accountId, modseq, mailboxIds: [...new Set(restored.map((row) => row[1]))] });
    return { restored };
  },
);
