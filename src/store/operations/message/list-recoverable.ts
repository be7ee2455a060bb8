import { flag } from '#store/flag.ts';
import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** [messageId, blobId, size, receivedAt, mailboxId, expiresAt] */
export type RecoverableRow = [number, number, number, number, number, number];

const selectPage = statement<RecoverableRow>(`
  SELECT r.message_id, m.blob_id, m.size, m.received_at, r.mailbox_id, r.expires_at
  FROM recoverable r JOIN message m ON m.account_id = r.account_id AND m.message_id = r.message_id
  WHERE r.account_id = ?1 AND r.expires_at <= ?2 AND (r.expires_at < ?2 OR r.message_id < ?3)
    AND r.expires_at >= ?4 AND (r.flags & ?5) = 0
  ORDER BY r.expires_at DESC, r.message_id DESC LIMIT ?6`);

/** Where a page of deleted messages ends. */
export type RecoverablePlace = { readonly expiresAt: number; readonly messageId: number };

export type ListRecoverableInput = {
  readonly accountId: number;
  /** Milliseconds since the epoch: what can be restored no more is not told. */
  readonly now: number;
  /** The last of the page before; undefined for the first page. */
  readonly after: RecoverablePlace | undefined;
  /** Whether drafts are listed, too: a new version of one deletes the one before. */
  readonly drafts: boolean;
  readonly limit: number;
};

/** Deleted messages that can be restored, the last deleted first. */
export const listRecoverable = readOperation(
  'listRecoverable',
  function* (
    tx,
    { accountId, now, after, drafts, limit }: ListRecoverableInput,
  ): Work<RecoverableRow[]> {
    const { expiresAt, messageId } = after ?? {
      expiresAt: Number.MAX_SAFE_INTEGER,
      messageId: Number.MAX_SAFE_INTEGER,
    };
    const hidden = drafts ? 0 : flag.draft;
    return yield* tx.table(selectPage, accountId, expiresAt, messageId, now, hidden, limit);
  },
);
