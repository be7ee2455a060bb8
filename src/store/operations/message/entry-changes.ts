import { readOperation } from '#store/operation.ts';
import { findMailbox, type MailboxRow } from '#store/operations/mailbox/mailbox-row.ts';
import { entryColumns, type EntryRow } from '#store/operations/message/load-entries.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

const selectChanged = statement<EntryRow>(`
  SELECT ${entryColumns} FROM entry
  WHERE account_id = ?1 AND mailbox_id = ?2 AND modseq > ?3 ORDER BY modseq, uid LIMIT ?4`);
const selectAtModseq = statement<EntryRow>(`
  SELECT ${entryColumns} FROM entry
  WHERE account_id = ?1 AND mailbox_id = ?2 AND modseq = ?3 AND uid > ?4 ORDER BY uid`);
const selectVanished = statement<[number, number]>(`
  SELECT uid_first, uid_last FROM vanished
  WHERE account_id = ?1 AND mailbox_id = ?2 AND modseq > ?3 AND modseq <= ?4
  ORDER BY modseq, uid_first`);

export type EntryChangesInput = {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly sinceModseq: number;
  /** Rows asked for; a modseq is never split, so there may be more. */
  readonly limit: number;
};

export type EntryChanges = {
  readonly mailbox: MailboxRow;
  /** In the order of their modseqs. */
  readonly changed: readonly EntryRow[];
  /** UIDs expunged since, as ranges; they may overlap entries never seen by the asker. */
  readonly vanished: readonly (readonly [number, number])[];
  /** Everything up to here is told; ask again from here when it is less than `mailbox.modseq`. */
  readonly throughModseq: number;
  /** False when `vanished` was pruned past `sinceModseq`: load the mailbox anew. */
  readonly complete: boolean;
};

/** What changed in a mailbox since a modseq (RFC 7162 §3.2.6). @throws {Refusal} `mailbox.absent` */
export const entryChanges = readOperation(
  'entryChanges',
  function* (tx, input: EntryChangesInput): Work<EntryChanges> {
    const { accountId, mailboxId, sinceModseq, limit } = input;
    const mailbox = yield* findMailbox(tx, accountId, mailboxId);
    const changed = yield* tx.table(selectChanged, accountId, mailboxId, sinceModseq, limit);
    let throughModseq = mailbox.modseq;
    const last = changed.at(-1);
    if (changed.length === limit && last !== undefined) {
      const [uid, , , , modseq] = last;
      throughModseq = modseq;
      for (const row of yield* tx.table(selectAtModseq, accountId, mailboxId, modseq, uid)) {
        changed.push(row);
      }
    }
    const vanished = yield* tx.table(
      selectVanished,
      accountId,
      mailboxId,
      sinceModseq,
      throughModseq,
    );
    const complete = sinceModseq >= mailbox.vanishedFloor;
    return { mailbox, changed, vanished, throughModseq, complete };
  },
);
