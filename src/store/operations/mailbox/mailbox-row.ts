import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** A mailbox with its counters. `keywords` is a JSON list; a name's position is its bit. */
export type MailboxRow = {
  readonly mailboxId: number;
  /** 0 at the top. */
  readonly parentId: number;
  readonly name: string;
  /** src/store/role.ts */
  readonly role: number;
  /** 0 for a level that only has children (`\Noselect`). */
  readonly selectable: number;
  readonly subscribed: number;
  readonly uidValidity: number;
  readonly uidNext: number;
  /** Of the last change of the mailbox or of one of its entries. */
  readonly modseq: number;
  readonly createdModseq: number;
  readonly total: number;
  readonly unseen: number;
  readonly deleted: number;
  readonly bytes: number;
  /** `vanished` is complete for changes after this modseq. */
  readonly vanishedFloor: number;
  readonly keywords: string;
  /** Where the user wants it among others; smaller numbers first (RFC 8621 §2). */
  readonly sortOrder: number;
  /** Of the last change of anything but its entries and what is counted of them. */
  readonly detailsModseq: number;
};

export const mailboxColumns = `mailbox_id AS "mailboxId", parent_id AS "parentId", name AS "name",
  role AS "role", selectable AS "selectable", subscribed AS "subscribed",
  uid_validity AS "uidValidity", uid_next AS "uidNext", modseq AS "modseq",
  created_modseq AS "createdModseq", total AS "total", unseen AS "unseen", deleted AS "deleted",
  bytes AS "bytes", vanished_floor AS "vanishedFloor", keywords AS "keywords",
  sort_order AS "sortOrder", details_modseq AS "detailsModseq"`;

const selectById = statement<MailboxRow>(
  `SELECT ${mailboxColumns} FROM mailbox WHERE account_id = ?1 AND mailbox_id = ?2`,
);
const selectByRole = statement<MailboxRow>(
  `SELECT ${mailboxColumns} FROM mailbox WHERE account_id = ?1 AND role = ?2 AND role > 0`,
);
const selectByName = statement<MailboxRow>(
  `SELECT ${mailboxColumns} FROM mailbox WHERE account_id = ?1 AND parent_id = ?2 AND name = ?3`,
);
const selectAll = statement<MailboxRow>(
  `SELECT ${mailboxColumns} FROM mailbox WHERE account_id = ?1 ORDER BY mailbox_id`,
);

/** The mailbox, selectable or not. @throws {Refusal} `mailbox.absent` */
export function* findMailbox(tx: Tx, accountId: number, mailboxId: number): Work<MailboxRow> {
  const row = yield* tx.maybe(selectById, accountId, mailboxId);
  return row ?? refuse<MailRefusalCode>('mailbox.absent', `Mailbox ${mailboxId} does not exist`);
}

/** A mailbox that can hold messages. @throws {Refusal} `mailbox.absent` */
export function* findSelectable(tx: Tx, accountId: number, mailboxId: number): Work<MailboxRow> {
  const row = yield* findMailbox(tx, accountId, mailboxId);
  if (row.selectable === 0) {
    refuse<MailRefusalCode>('mailbox.absent', `Mailbox "${row.name}" only holds mailboxes`);
  }
  return row;
}

export function* findByRole(tx: Tx, accountId: number, role: number): Work<MailboxRow | undefined> {
  return yield* tx.maybe(selectByRole, accountId, role);
}

export function* allMailboxes(tx: Tx, accountId: number): Work<MailboxRow[]> {
  return yield* tx.all(selectAll, accountId);
}

/** The mailbox at the end of the path, if there is one. */
export function* findByPath(
  tx: Tx,
  accountId: number,
  path: readonly string[],
): Work<MailboxRow | undefined> {
  let row: MailboxRow | undefined;
  for (const name of path) {
    row = yield* tx.maybe(selectByName, accountId, row?.mailboxId ?? 0, name);
    if (row === undefined) return undefined;
  }
  return row;
}

/** The keyword names of the mailbox, the position being the bit. */
export function keywordNames(mailbox: Pick<MailboxRow, 'keywords'>): string[] {
  if (mailbox.keywords === '[]') return [];
  return JSON.parse(mailbox.keywords) as string[];
}
