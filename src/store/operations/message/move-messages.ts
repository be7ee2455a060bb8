import { writeOperation } from '#store/operation.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import {
  type Copied,
  copyEntries,
  type CopyInput,
  planCopy,
} from '#store/operations/message/copy-entries.ts';
import { removeEntries } from '#store/operations/message/remove-entries.ts';
import type { Work } from '#store/work.ts';

/**
 * Moves messages with their flags, all or none; allowed when the quota is full (RFC 6851 §3.3).
 *
 * @throws {Refusal} `mailbox.absent`, `keyword.limit`, `uid.limit`.
 */
export const moveMessages = writeOperation(
  'moveMessages',
  function* (tx, input: CopyInput): Work<Copied> {
    const { accountId, mailboxId, targetMailboxId } = input;
    const plan = yield* planCopy(tx, input);
    const { uidValidity } = plan.target;
    if (plan.rows.length === 0) return { uidValidity, pairs: [], modseq: plan.target.modseq };

    const modseq = yield* takeModseq(tx, accountId);
    const { pairs } = yield* copyEntries(tx, accountId, plan, modseq);
    const { ranges } = plan;
    yield* removeEntries(tx, { accountId, mailboxId, ranges, mask: 0, modseq });
    tx.changed({ accountId, modseq, mailboxIds: [mailboxId, targetMailboxId] });
    return { uidValidity, pairs, modseq };
  },
);
