import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { writeOperation } from '#store/operation.ts';
import {
  allMailboxes,
  findMailbox,
  type MailboxRow,
} from '#store/operations/mailbox/mailbox-row.ts';
import { pathOf } from '#store/operations/mailbox/path-of.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { uidMax } from '#store/operations/message/file-message.ts';
import { addUsage } from '#store/operations/message/quota.ts';
import { removeEntries } from '#store/operations/message/remove-entries.ts';
import { role } from '#store/role.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const deleteRow = statement('DELETE FROM mailbox WHERE account_id = ?1 AND mailbox_id = ?2');
const deleteVanished = statement('DELETE FROM vanished WHERE account_id = ?1 AND mailbox_id = ?2');
const insertGone = statement(
  'INSERT INTO gone (account_id, modseq, kind, object_id, at) VALUES (?1, ?2, 2, ?3, ?4)',
);
const insertSubscription = statement(`
  INSERT INTO subscription (account_id, path) VALUES (?1, ?2) ON CONFLICT DO NOTHING`);

export type DeleteMailboxInput = {
  readonly accountId: number;
  readonly mailboxId: number;
  /** Refuse when there are messages in it that are not `\Deleted`. */
  readonly onlyEmpty?: boolean;
};

/**
 * Deletes a mailbox that has no children (RFC 9051 §6.3.5). Its messages can be restored for 14
 * days; its name stays subscribed when it was.
 *
 * @throws {Refusal} `mailbox.absent`, `mailbox.inbox`, `mailbox.has-children`, `mailbox.has-mail`.
 */
export const deleteMailbox = writeOperation(
  'deleteMailbox',
  function* (tx, input: DeleteMailboxInput): Work<{ modseq: number }> {
    const { accountId, mailboxId, onlyEmpty = false } = input;
    const mailbox: MailboxRow = yield* findMailbox(tx, accountId, mailboxId);
    if (mailbox.role === role.inbox) {
      refuse<MailRefusalCode>('mailbox.inbox', 'INBOX cannot be deleted');
    }
    const all = yield* allMailboxes(tx, accountId);
    if (all.some((row) => row.parentId === mailboxId)) {
      refuse<MailRefusalCode>('mailbox.has-children', `Mailbox "${mailbox.name}" has children`);
    }
    if (onlyEmpty && mailbox.total > mailbox.deleted) {
      refuse<MailRefusalCode>('mailbox.has-mail', `Mailbox "${mailbox.name}" holds messages`);
    }

    const modseq = yield* takeModseq(tx, accountId);
    const ranges = [{ first: 1, last: uidMax }];
    const removed = yield* removeEntries(tx, { accountId, mailboxId, ranges, mask: 0, modseq });
    yield* addUsage(tx, accountId, -removed.bytes, -removed.uids.length);
    yield* tx.run(deleteVanished, accountId, mailboxId);
    yield* tx.run(deleteRow, accountId, mailboxId);
    yield* tx.run(insertGone, accountId, modseq, mailboxId, tx.now);
    if (mailbox.subscribed === 1) {
      yield* tx.run(insertSubscription, accountId, pathOf(all, mailboxId).join('/'));
    }
    tx.changed({ accountId, modseq, mailboxIds: [mailboxId] });
    return { modseq };
  },
);
