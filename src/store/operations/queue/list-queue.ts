import { readOperation } from '#store/operation.ts';
import {
  type OptionsRow,
  type QueueOptions,
  withOptions,
} from '#store/operations/queue/queue-options.ts';
import { statement } from '#store/statement.ts';

/** Rows of one answer: a panel page, not a scan. Ours. */
const queuedRowsMax = 1_000;

/** One recipient of one message, with what is asked of the server that it goes to. */
export type QueuedRow = QueuedFacts & QueueOptions;

type QueuedFacts = {
  readonly queueId: number;
  readonly tenantId: number;
  readonly accountId: number | null;
  readonly sender: string;
  readonly size: number;
  readonly queuedAt: number;
  readonly address: string;
  /** A-label of the domain that it goes to. */
  readonly domain: string;
  /** src/store/queue-state.ts. */
  readonly state: number;
  readonly attempts: number;
  readonly nextAttemptAt: number;
  readonly lastReply: string;
};

const selectRows = statement<QueuedFacts & OptionsRow>(`
  SELECT m.queue_id AS "queueId", m.tenant_id AS "tenantId", m.account_id AS "accountId",
    m.sender AS "sender", m.size AS "size", m.queued_at AS "queuedAt", r.address AS "address",
    r.domain AS "domain", r.state AS "state", r.attempts AS "attempts", r.next_attempt_at AS "nextAttemptAt", r.last_reply AS "lastReply",
    m.options AS "messageOptions", r.options AS "recipientOptions"
  FROM queue_message m JOIN queue_recipient r ON r.queue_id = m.queue_id
  WHERE (m.tenant_id = ?1 OR ?1 = 0) AND m.queue_id > ?2 AND (m.queue_id = ?4 OR ?4 = 0)
    AND (r.domain = ?5 OR ?5 = '') AND (r.state = ?6 OR ?6 = 0)
  ORDER BY m.queue_id, r.recipient_number LIMIT ?3`);

export type ListQueueInput = {
  /** All tenants when absent. */
  readonly tenantId?: number;
  readonly afterQueueId?: number;
  /** One message only. */
  readonly queueId?: number;
  /** What goes to this domain only. */
  readonly domain?: string;
  /** What is in this state only (src/store/queue-state.ts). */
  readonly state?: number;
};

/** What waits, a row per recipient, the oldest first. */
export const listQueue = readOperation('listQueue', function* (tx, input: ListQueueInput) {
  const { tenantId = 0, afterQueueId = 0, queueId = 0, domain = '', state = 0 } = input;
  const page = [tenantId, afterQueueId, queuedRowsMax] as const;
  const rows = yield* tx.all(selectRows, ...page, queueId, domain, state);
  return rows.map((row): QueuedRow => withOptions(row));
});
