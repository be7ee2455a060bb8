import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { storedName } from '#store/operations/mailbox/mailbox-name.ts';
import {
  allMailboxes,
  findMailbox,
  type MailboxRow,
} from '#store/operations/mailbox/mailbox-row.ts';
import { pathOf } from '#store/operations/mailbox/path-of.ts';
import { checkPlace } from '#store/operations/mailbox/rename-mailbox.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { role as roles } from '#store/role.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const updateRow = statement(`
  UPDATE mailbox SET parent_id = ?3, name = ?4, role = ?5, subscribed = ?6, sort_order = ?7,
    modseq = ?8, details_modseq = ?8
  WHERE account_id = ?1 AND mailbox_id = ?2`);

/** What is to change; what is absent stays. */
export type UpdateMailboxInput = {
  readonly accountId: number;
  readonly mailboxId: number;
  /** 0 for the top. */
  readonly parentId?: number | undefined;
  readonly name?: string | undefined;
  /** src/store/role.ts */
  readonly role?: number | undefined;
  readonly subscribed?: boolean | undefined;
  readonly sortOrder?: number | undefined;
};

/**
 * Changes a mailbox; its children stay below it (RFC 8621 §2.5). Changes nothing, not even the
 * clock, when everything is as asked for.
 *
 * @throws {Refusal} `mailbox.absent`, also for the parent; `mailbox.name`, `mailbox.exists`,
 *   `mailbox.role`; `mailbox.inbox` when INBOX is to have another name, place or role.
 */
export const updateMailbox = writeOperation(
  'updateMailbox',
  function* (tx, input: UpdateMailboxInput): Work<{ readonly modseq: number }> {
    const { accountId, mailboxId } = input;
    const row = yield* findMailbox(tx, accountId, mailboxId);
    const wanted = wantedRow(row, input);
    if (!(Object.keys(wanted) as (keyof Wanted)[]).some((key) => wanted[key] !== row[key])) {
      return { modseq: row.modseq };
    }
    const rows = yield* allMailboxes(tx, accountId);
    checkInbox(row, wanted);
    checkNeighbours(row, wanted, rows);
    const { parentId, name, role, subscribed, sortOrder } = wanted;
    const modseq = yield* takeModseq(tx, accountId);
    const details = [parentId, name, role, subscribed, sortOrder] as const;
    yield* tx.run(updateRow, accountId, mailboxId, ...details, modseq);
    tx.changed({ accountId, modseq, mailboxIds: [mailboxId] });
    return { modseq };
  },
);

type Wanted = Pick<MailboxRow, 'parentId' | 'name' | 'role' | 'subscribed' | 'sortOrder'>;

function wantedRow(row: MailboxRow, input: UpdateMailboxInput): Wanted {
  const parentId = input.parentId ?? row.parentId;
  const moved = input.name !== undefined || parentId !== row.parentId;
  return {
    parentId,
    name: moved ? storedName(input.name ?? row.name, parentId === 0) : row.name,
    role: input.role ?? row.role,
    subscribed: Number(input.subscribed ?? row.subscribed === 1),
    sortOrder: input.sortOrder ?? row.sortOrder,
  };
}

function checkInbox(row: MailboxRow, { parentId, name, role }: Wanted): void {
  const inbox = row.role === roles.inbox || role === roles.inbox;
  if (!inbox || (parentId === row.parentId && name === row.name && role === row.role)) return;
  refuse<MailRefusalCode>('mailbox.inbox', 'INBOX keeps its name, its place and its role');
}

function checkNeighbours(row: MailboxRow, wanted: Wanted, rows: readonly MailboxRow[]): void {
  const { parentId, name, role } = wanted;
  const others = rows.filter(({ mailboxId }) => mailboxId !== row.mailboxId);
  if (role !== roles.none && others.some((other) => other.role === role)) {
    refuse<MailRefusalCode>('mailbox.role', `Another mailbox has role ${role}`);
  }
  if (parentId === row.parentId && name === row.name) return;
  if (parentId !== 0 && !rows.some(({ mailboxId }) => mailboxId === parentId)) {
    refuse<MailRefusalCode>('mailbox.absent', `There is no mailbox ${parentId} to put it in`);
  }
  if (others.some((other) => other.parentId === parentId && other.name === name)) {
    refuse<MailRefusalCode>('mailbox.exists', `There is a mailbox "${name}" in that place`);
  }
  checkPlace(rows, row.mailboxId, [...pathOf(rows, parentId), name]);
}
