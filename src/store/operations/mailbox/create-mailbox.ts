import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { storedPath } from '#store/operations/mailbox/mailbox-name.ts';
import { findByPath, findByRole } from '#store/operations/mailbox/mailbox-row.ts';
import { checkMailboxesMax, makeMailbox } from '#store/operations/mailbox/make-mailbox.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const makeSelectable = statement(`
  UPDATE mailbox SET selectable = 1, role = ?3, modseq = ?4, details_modseq = ?4
  WHERE account_id = ?1 AND mailbox_id = ?2`);
const deleteSubscription = statement(
  'DELETE FROM subscription WHERE account_id = ?1 AND path = ?2',
);

export type CreateMailboxInput = {
  readonly accountId: number;
  readonly path: readonly string[];
  /** src/store/role.ts; no role when absent. */
  readonly role?: number;
};

export type CreatedMailbox = {
  readonly mailboxId: number;
  readonly uidValidity: number;
  readonly modseq: number;
};

/** Makes the missing levels of a stored path that is not there. The caller has refused before. */
export function* makePath(
  tx: Tx,
  accountId: number,
  path: readonly string[],
  role: number,
): Work<CreatedMailbox> {
  let parentId = 0;
  let made: CreatedMailbox | undefined;
  for (const [level, name] of path.entries()) {
    const prefix = path.slice(0, level + 1);
    const row = made === undefined ? yield* findByPath(tx, accountId, prefix) : undefined;
    if (row !== undefined) {
      parentId = row.mailboxId;
      continue;
    }
    const gone = yield* tx.run(deleteSubscription, accountId, prefix.join('/'));
    made = yield* makeMailbox(tx, accountId, {
      name,
      role: level === path.length - 1 ? role : 0,
      parentId,
      subscribed: gone > 0,
    });
    parentId = made.mailboxId;
  }
  if (made === undefined) throw new Error(`Nothing to make at "${path.join('/')}"`);
  return made;
}

/**
 * Makes a mailbox and the parents it lacks (RFC 9051 §6.3.4). A level that was only kept for its
 * children becomes a mailbox again.
 *
 * @throws {Refusal} `mailbox.name`, `mailbox.exists`, `mailbox.role`, `limit.mailboxes`.
 */
export const createMailbox = writeOperation(
  'createMailbox',
  function* (tx, { accountId, path, role = 0 }: CreateMailboxInput): Work<CreatedMailbox> {
    const stored = storedPath(path);
    const present = yield* findByPath(tx, accountId, stored);
    if (present !== undefined && present.selectable === 1) {
      refuse<MailRefusalCode>('mailbox.exists', `Mailbox "${stored.join('/')}" exists`);
    }
    if (role !== 0 && (yield* findByRole(tx, accountId, role)) !== undefined) {
      refuse<MailRefusalCode>('mailbox.role', `Another mailbox has role ${role}`);
    }
    if (present === undefined) {
      yield* checkMailboxesMax(tx, accountId, stored.length);
      return yield* makePath(tx, accountId, stored, role);
    }
    const modseq = yield* takeModseq(tx, accountId);
    yield* tx.run(makeSelectable, accountId, present.mailboxId, role, modseq);
    tx.changed({ accountId, modseq, mailboxIds: [present.mailboxId] });
    return { mailboxId: present.mailboxId, uidValidity: present.uidValidity, modseq };
  },
);
