import { writeOperation } from '#store/operation.ts';
import { findDueAccount } from '#store/operations/erasure/find-due-account.ts';
import { deleteQueued } from '#store/operations/queue/delete-queued.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

type Row = [queueId: number, accountId: number | null, blobId: number];

const selectWindow = statement<Row>(`
  SELECT queue_id, account_id, blob_id FROM queue_message
  WHERE tenant_id = ?1 AND queue_id > ?2 ORDER BY queue_id LIMIT ?3`);

export type EraseQueuedInput = {
  readonly accountId: number;
  /** Goes on after this one; 0 at first. */
  readonly after: number;
  /** Messages looked at in one slice, and rows after which it ends. */
  readonly limit: number;
};

/**
 * Erases what still waits of an account that is to be erased: one slice of its tenant's queue.
 *
 * @returns Where the next slice goes on; undefined at the end.
 */
export const eraseQueued = writeOperation(
  'eraseQueued',
  function* (tx, { accountId, after, limit }: EraseQueuedInput): Work<number | undefined> {
    const account = yield* findDueAccount(tx, accountId);
    if (account === undefined) return undefined;
    const rows = yield* tx.table(selectWindow, account.tenantId, after, limit);
    let deleted = 0;
    for (const [queueId, owner, blobId] of rows) {
      if (owner !== accountId) continue;
      deleted += yield* deleteQueued(tx, queueId, blobId);
      if (deleted >= limit) return queueId;
    }
    return rows.length < limit ? undefined : rows.at(-1)?.[0];
  },
  { frees: true },
);
