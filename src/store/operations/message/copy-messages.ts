import { writeOperation } from '#store/operation.ts';
import {
  copyEntries,
  type CopyInput,
  type Copied,
  planCopy,
} from '#store/operations/message/copy-entries.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { addUsage, checkQuota } from '#store/operations/message/quota.ts';
import type { Work } from '#store/work.ts';

/**
 * Copies messages with their flags; bodies are shared (RFC 9051 §6.4.7).
 *
 * @throws {Refusal} `mailbox.absent`, `mailbox.full`, `tenant.full`, `keyword.limit`, `uid.limit`.
 */
export const copyMessages = writeOperation(
  'copyMessages',
  function* (tx, input: CopyInput): Work<Copied> {
    const { accountId, targetMailboxId } = input;
    yield* checkQuota(tx, accountId);
    const plan = yield* planCopy(tx, input);
    const { uidValidity } = plan.target;
    if (plan.rows.length === 0) return { uidValidity, pairs: [], modseq: plan.target.modseq };

    const modseq = yield* takeModseq(tx, accountId);
    const { pairs, bytes } = yield* copyEntries(tx, accountId, plan, modseq);
    yield* addUsage(tx, accountId, bytes, pairs.length);
    tx.changed({ accountId, modseq, mailboxIds: [targetMailboxId] });
    return { uidValidity, pairs, modseq };
  },
);
