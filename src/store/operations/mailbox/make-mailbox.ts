import { refuse } from '#base/refusal.ts';
import type { MailRefusalCode } from '#store/mail-refusal.ts';
import { takeModseq } from '#store/operations/mailbox/take-modseq.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Mailboxes of one account: listing them all stays within milliseconds. Ours. */
const mailboxesMax = 5_000;

const countMailboxes = statement<{ count: number }>(
  'SELECT COUNT(*) AS "count" FROM mailbox WHERE account_id = ?1',
);
const takeIds = statement<{ mailboxId: number; uidValidity: number }>(`
  UPDATE account SET mailbox_next = mailbox_next + 1, uid_validity_next = uid_validity_next + 1
  WHERE account_id = ?1
  RETURNING mailbox_next - 1 AS "mailboxId", uid_validity_next - 1 AS "uidValidity"`);
const insertMailbox = statement(`
  INSERT INTO mailbox (account_id, mailbox_id, parent_id, name, role, selectable, subscribed,
    uid_validity, uid_next, modseq, created_modseq, total, unseen, deleted, bytes, vanished_floor,
    keywords, created_at, sort_order, details_modseq)
  VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, 1, ?8, ?8, 0, 0, 0, 0, ?8, '[]', ?9, ?10, ?8)`);

export type MakeMailbox = {
  readonly name: string;
  /** src/store/role.ts */
  readonly role: number;
  /** 0 at the top. */
  readonly parentId: number;
  readonly subscribed?: boolean;
  readonly sortOrder?: number;
};

/** @throws {Refusal} `limit.mailboxes` when there is no room for `added` further mailboxes. */
export function* checkMailboxesMax(tx: Tx, accountId: number, added: number): Work<void> {
  const { count } = yield* tx.one(countMailboxes, accountId);
  if (count + added > mailboxesMax) {
    refuse<MailRefusalCode>('limit.mailboxes', `An account has at most ${mailboxesMax} mailboxes`);
  }
}

/**
 * Inserts a mailbox whose name the caller has checked. Its UIDVALIDITY is greater than that of any
 * mailbox the account had before (RFC 9051 §2.3.1.1).
 */
export function* makeMailbox(
  tx: Tx,
  accountId: number,
  { name, role, parentId, subscribed = true, sortOrder = 0 }: MakeMailbox,
): Work<{ mailboxId: number; uidValidity: number; modseq: number }> {
  const modseq = yield* takeModseq(tx, accountId);
  const { mailboxId, uidValidity } = yield* tx.one(takeIds, accountId);
  yield* tx.run(
    insertMailbox,
    accountId,
    mailboxId,
    parentId,
    name,
    role,
    subscribed ? 1 : 0,
    uidValidity,
    modseq,
    tx.now,
    sortOrder,
  );
  tx.changed({ accountId, modseq, mailboxIds: [mailboxId] });
  return { mailboxId, uidValidity, modseq };
}
