import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

/** [uid, messageId, flags, keywords, modseq, size, receivedAt, savedAt] */
export type EntryRow = [number, number, number, number, number, number, number, number];

export const entryColumns = 'uid, message_id, flags, keywords, modseq, size, received_at, saved_at';

const selectEntries = statement<EntryRow>(`
  SELECT ${entryColumns} FROM entry
  WHERE account_id = ?1 AND mailbox_id = ?2 AND uid > ?3 ORDER BY uid LIMIT ?4`);

export type LoadEntriesInput = {
  readonly accountId: number;
  readonly mailboxId: number;
  readonly afterUid: number;
  readonly limit: number;
};

/** A slice of a mailbox in the order of its UIDs; empty past the end. */
export const loadEntries = readOperation('loadEntries', function* (tx, input: LoadEntriesInput) {
  const { accountId, mailboxId, afterUid, limit } = input;
  return yield* tx.table(selectEntries, accountId, mailboxId, afterUid, limit);
});
