import { flag } from '#store/flag.ts';
import { writeOperation } from '#store/operation.ts';
import { findSelectable } from '#store/operations/mailbox/mailbox-row.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { uidMax } from '#store/operations/message/file-message.ts';
import { addUsage } from '#store/operations/message/quota.ts';
import { removableUids, removeEntries } from '#store/operations/message/remove-entries.ts';
import { uidRanges } from '#store/operations/message/uid-ranges.ts';
import type { Work } from '#store/work.ts';

export type ExpungeMessagesInput = {
  readonly accountId: number;
  readonly mailboxId: number;
  /** Undefined for all that are `\Deleted`. */
  readonly uids?: readonly number[] | undefined;
  /** Also those that are not `\Deleted`; needs `uids`. */
  readonly force?: boolean | undefined;
};

export type ExpungedMessages = { readonly uids: readonly number[]; readonly modseq: number };

/**
 * Removes messages from a mailbox (RFC 9051 §6.4.3, §6.4.9); they can be restored for 14 days and
 * count for no quota.
 *
 * @throws {Refusal} `mailbox.absent`, `account.absent`.
 */
export const expungeMessages = writeOperation(
  'expungeMessages',
  function* (tx, input: ExpungeMessagesInput): Work<ExpungedMessages> {
    const { accountId, mailboxId, uids, force = false } = input;
    const mailbox = yield* findSelectable(tx, accountId, mailboxId);
    const ranges = uids === undefined ? [{ first: 1, last: uidMax }] : uidRanges(uids);
    const mask = force && uids !== undefined ? 0 : flag.deleted;
    const what = { accountId, mailboxId, ranges, mask };
    if ((mask !== 0 && mailbox.deleted === 0) || !(yield* removableUids(tx, what))) {
      return { uids: [], modseq: mailbox.modseq };
    }

    const modseq = yield* takeModseq(tx, accountId);
    const removed = yield* removeEntries(tx, { ...what, modseq });
    yield* addUsage(tx, accountId, -removed.bytes, -removed.uids.length);
    tx.changed({ accountId, modseq, mailboxIds: [mailboxId] });
    return { uids: removed.uids, modseq };
  },
);
