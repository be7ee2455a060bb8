import type { BlobPlace } from '#store/blob.ts';
import { writeOperation } from '#store/operation.ts';
import {
  type OptionsRow,
  type QueueOptions,
  withOptions,
} from '#store/operations/queue/queue-options.ts';
import { waitingPriorities } from '#store/operations/queue/waiting-priorities.ts';
import { queueState } from '#store/queue-state.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

type Facts = BlobPlace & {
  readonly queueId: number;
  readonly recipientNumber: number;
  readonly tenantId: number;
  readonly accountId: number | null;
  /** Empty for the null reverse-path. */
  readonly sender: string;
  /** Milliseconds since the epoch. */
  readonly queuedAt: number;
  readonly address: string;
  readonly domain: string;
  /** Attempts before this one. */
  readonly attempts: number;
  /** Milliseconds since the epoch; 0 before the first. */
  readonly lastAttemptAt: number;
};

/** One recipient that is to be tried now. The place is the body's. */
export type ClaimedRecipient = Facts & QueueOptions;

/** A recipient of the queue as it is read: by {@link withOptions} it becomes a claimed one. */
export type ClaimedRow = Facts & OptionsRow;

/** Of {@link claimedTables}. */
export const claimedColumns = `m.queue_id AS "queueId", r.recipient_number AS "recipientNumber",
  m.tenant_id AS "tenantId", m.account_id AS "accountId", m.sender AS "sender",
  m.queued_at AS "queuedAt", r.address AS "address", r.attempts AS "attempts",
  r.domain AS "domain", r.last_attempt_at AS "lastAttemptAt", m.options AS "messageOptions",
  r.options AS "recipientOptions",
  b.blob_id AS "blobId", b.segment AS "segment", b.blob_offset AS "offset",
  b.stored_length AS "storedLength", b.length AS "length", b.sha256 AS "sha256"`;

/** A recipient `r`, its message `m` and the body `b`. */
export const claimedTables = `queue_recipient r JOIN queue_message m ON m.queue_id = r.queue_id
  JOIN blob b ON b.blob_id = m.blob_id`;

const selectDue = statement<ClaimedRow>(`
  SELECT ${claimedColumns} FROM ${claimedTables}
  WHERE r.state = ${queueState.waiting} AND r.destination = ?1 AND r.priority = ?4
    AND r.next_attempt_at <= ?2
  ORDER BY r.next_attempt_at, r.queue_id, r.recipient_number LIMIT ?3`);
const claim = statement(`
  UPDATE queue_recipient SET state = ${queueState.claimed}
  WHERE queue_id = ?1 AND recipient_number = ?2`);
const unclaim = statement(`
  UPDATE queue_recipient SET state = ${queueState.waiting}
  WHERE state = ${queueState.claimed} AND queue_id IN (
    SELECT queue_id FROM queue_recipient WHERE state = ${queueState.claimed} LIMIT ?1)`);

export type ClaimDueInput = {
  readonly destination: string;
  /** Recipients claimed at most. */
  readonly limit: number;
};

/**
 * Claims what is due for one destination, the highest priority and there the longest due first:
 * nobody else tries it meanwhile.
 */
export const claimDue = writeOperation(
  'claimDue',
  function* (tx, { destination, limit }: ClaimDueInput): Work<ClaimedRecipient[]> {
    const rows: ClaimedRow[] = [];
    for (const priority of yield* waitingPriorities(tx, destination)) {
      const left = limit - rows.length;
      if (left === 0) break;
      rows.push(...(yield* tx.all(selectDue, destination, tx.now, left, priority)));
    }
    for (const { queueId, recipientNumber } of rows) {
      yield* tx.run(claim, queueId, recipientNumber);
    }
    return rows.map((row): ClaimedRecipient => withOptions(row));
  },
);

/**
 * Takes back claims that a server has left which is no more. For the start, before anything is
 * claimed; call it until it returns 0.
 *
 * @returns How many were taken back.
 */
export const releaseClaims = writeOperation(
  'releaseClaims',
  function* (tx, { limit }: { readonly limit: number }): Work<number> {
    return yield* tx.run(unclaim, limit);
  },
);
