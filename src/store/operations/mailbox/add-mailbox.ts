import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { pathLevelsMax, storedName } from '#store/operations/mailbox/mailbox-name.ts';
import { allMailboxes, findByRole } from '#store/operations/mailbox/mailbox-row.ts';
import { checkMailboxesMax, makeMailbox } from '#store/operations/mailbox/make-mailbox.ts';
import { pathOf } from '#store/operations/mailbox/path-of.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const deleteSubscription = statement(
  'DELETE FROM subscription WHERE account_id = ?1 AND path = ?2',
);

export type AddMailboxInput = {
  readonly accountId: number;
  /** 0 at the top. */
  readonly parentId: number;
  readonly name: string;
  /** src/store/role.ts */
  readonly role: number;
  readonly subscribed: boolean;
  readonly sortOrder: number;
};

/**
 * Makes a mailbox below another one (RFC 8621 §2.5).
 *
 * @throws {Refusal} `mailbox.absent` without the parent; `mailbox.name`, `mailbox.exists`,
 *   `mailbox.role`, `limit.mailboxes`, `account.absent`.
 */
export const addMailbox = writeOperation(
  'addMailbox',
  function* (
    tx,
    input: AddMailboxInput,
  ): Work<{ readonly mailboxId: number; readonly modseq: number }> {
    const { accountId, parentId, role, subscribed, sortOrder } = input;
    const rows = yield* allMailboxes(tx, accountId);
    const name = storedName(input.name, parentId === 0);
    if (parentId !== 0 && !rows.some(({ mailboxId }) => mailboxId === parentId)) {
      refuse<MailRefusalCode>('mailbox.absent', `There is no mailbox ${parentId} to put it in`);
    }
    if (rows.some((row) => row.parentId === parentId && row.name === name)) {
      refuse<MailRefusalCode>('mailbox.exists', `There is a mailbox "${name}" in that place`);
    }
    const path = [...pathOf(rows, parentId), name];
    if (path.length > pathLevelsMax) {
      refuse<MailRefusalCode>('mailbox.name', `A path has at most ${pathLevelsMax} levels`);
    }
    if (role !== 0 && (yield* findByRole(tx, accountId, role)) !== undefined) {
      refuse<MailRefusalCode>('mailbox.role', `Another mailbox has role ${role}`);
    }
    yield* checkMailboxesMax(tx, accountId, 1);
    const wanted = { name, role, parentId, subscribed, sortOrder };
    const { mailboxId, modseq } = yield* makeMailbox(tx, accountId, wanted);
    yield* tx.run(deleteSubscription, accountId, path.join('/'));
    return { mailboxId, modseq };
  },
);
