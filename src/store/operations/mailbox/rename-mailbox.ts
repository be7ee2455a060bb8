import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { makePath } from '#store/operations/mailbox/create-mailbox.ts';
import { pathLevelsMax, storedPath } from '#store/operations/mailbox/mailbox-name.ts';
import {
  allMailboxes,
  findByPath,
  findMailbox,
  type MailboxRow,
} from '#store/operations/mailbox/mailbox-row.ts';
import { checkMailboxesMax } from '#store/operations/mailbox/make-mailbox.ts';
import { pathOf } from '#store/operations/mailbox/path-of.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { copyEntries, planCopy } from '#store/operations/message/copy-entries.ts';
import { uidMax } from '#store/operations/message/file-message.ts';
import { removeEntries } from '#store/operations/message/remove-entries.ts';
import { role } from '#store/role.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

const updateRow = statement(`
  UPDATE mailbox SET parent_id = ?3, name = ?4, modseq = ?5, details_modseq = ?5
  WHERE account_id = ?1 AND mailbox_id = ?2`);
const selectUids = statement<[number]>(
  'SELECT uid FROM entry WHERE account_id = ?1 AND mailbox_id = ?2 ORDER BY uid',
);

export type RenameMailboxInput = {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly path: readonly string[];
};

/**
 * Renames a mailbox; its children go along, missing parents are made, and renaming INBOX moves its
 * messages to the new mailbox (RFC 9051 §6.3.6).
 *
 * @throws {Refusal} `mailbox.absent`, `mailbox.name`, `mailbox.exists`, `limit.mailboxes`.
 */
export const renameMailbox = writeOperation(
  'renameMailbox',
  function* (tx, input: RenameMailboxInput): Work<{ modseq: number }> {
    const { accountId, mailboxId } = input;
    const path = storedPath(input.path);
    const mailbox = yield* findMailbox(tx, accountId, mailboxId);
    if ((yield* findByPath(tx, accountId, path)) !== undefined) {
      refuse<MailRefusalCode>('mailbox.exists', `Mailbox "${path.join('/')}" exists`);
    }
    yield* checkMailboxesMax(tx, accountId, path.length);
    if (mailbox.role === role.inbox) return yield* emptyInbox(tx, accountId, mailboxId, path);
    checkPlace(yield* allMailboxes(tx, accountId), mailboxId, path);

    const parent = path.slice(0, -1);
    let parentId = 0;
    if (parent.length > 0) {
      const found = yield* findByPath(tx, accountId, parent);
      parentId = (found ?? (yield* makePath(tx, accountId, parent, 0))).mailboxId;
    }
    const modseq = yield* takeModseq(tx, accountId);
    yield* tx.run(updateRow, accountId, mailboxId, parentId, path.at(-1) ?? '', modseq);
    tx.changed({ accountId, modseq, mailboxIds: [mailboxId] });
    return { modseq };
  },
);

/**
 * Refuses a place inside the mailbox itself, and one where its children would be too deep.
 *
 * @throws {Refusal} `mailbox.name`
 */
export function checkPlace(
  rows: readonly MailboxRow[],
  mailboxId: number,
  path: readonly string[],
): void {
  const old = pathOf(rows, mailboxId);
  if (path.length > old.length && old.every((name, level) => path[level] === name)) {
    refuse<MailRefusalCode>('mailbox.name', 'A mailbox cannot move into itself');
  }
  for (const row of rows) {
    const there = pathOf(rows, row.mailboxId);
    const inside = old.every((name, level) => there[level] === name);
    if (inside && there.length - old.length + path.length > pathLevelsMax) {
      refuse<MailRefusalCode>('mailbox.name', `A path has at most ${pathLevelsMax} levels`);
    }
  }
}

function* emptyInbox(
  tx: Tx,
  accountId: number,
  mailboxId: number,
  path: readonly string[],
): Work<{ modseq: number }> {
  const made = yield* makePath(tx, accountId, path, role.none);
  const uids = (yield* tx.table(selectUids, accountId, mailboxId)).map(([uid]) => uid);
  const target = { targetMailboxId: made.mailboxId, accountId, mailboxId, uids };
  const plan = yield* planCopy(tx, target);
  const modseq = yield* takeModseq(tx, accountId);
  yield* copyEntries(tx, accountId, plan, modseq);
  const ranges = [{ first: 1, last: uidMax }];
  yield* removeEntries(tx, { accountId, mailboxId, ranges, mask: 0, modseq });
  tx.changed({ accountId, modseq, mailboxIds: [mailboxId, made.mailboxId] });
  return { modseq };
}
