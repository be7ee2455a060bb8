import { readOperation } from '#store/operation.ts';
import { statement } from '#store/statement.ts';

/** Rows of one answer: a panel page, not a scan. Ours. */
const queuedRowsMax = 1_000;

export type QueuedRow = {
  readonly queueId: number;
  readonly tenantId: number;
  readonly accountId: number | null;
  readonly sender: string;
  readonly size: number;
  readonly queuedAt: number;
  readonly address: string;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastReply: string;
};

const selectRows = statement<QueuedRow>(`
  SELECT m.queue_id AS "queueId", m.tenant_id AS "tenantId", m.account_id AS "accountId",
    m.sender AS "sender", m.size AS "size", m.queued_at AS "queuedAt", r.address AS "address",
    r.attempts AS "attempts", r.next_attempt_at AS "nextAttemptAt", r.last_reply AS "lastReply"
  FROM queue_message m JOIN queue_recipient r ON r.queue_id = m.queue_id
  WHERE (m.tenant_id = ?1 OR ?1 = 0) AND m.queue_id > ?2
  ORDER BY m.queue_id, r.recipient_number LIMIT ?3`);

export type ListQueueInput = {
  /** All tenants when absent. */
  readonly tenantId?: number;
  readonly afterQueueId?: number;
};

/** What waits, a row per recipient, the oldest first. */
export const listQueue = readOperation(
  'listQueue',
  function* (tx, { tenantId = 0, afterQueueId = 0 }: ListQueueInput) {
    return yield* tx.all(selectRows, tenantId, afterQueueId, queuedRowsMax);
  },
);
