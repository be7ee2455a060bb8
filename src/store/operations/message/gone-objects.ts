import { readOperation } from '#store/operation.ts';
import { readClock } from '#store/operations/message/account-changes.ts';
import { statement } from '#store/statement.ts';
import type { Work } from '#store/work.ts';

/** `threadId` is 0 for all but messages. */
export type GoneRow = [modseq: number, kind: number, objectId: number, threadId: number];

/** The values of `gone.kind`. */
export const goneKind = {
  message: 1,
  mailbox: 2,
  /** Became a part of another thread. */
  thread: 3,
} as const;

const selectGone = statement<GoneRow>(`
  SELECT modseq, kind, object_id, thread_id FROM gone
  WHERE account_id = ?1 AND (modseq, kind, object_id) > (?2, ?3, ?4) AND modseq <= ?5
  ORDER BY modseq, kind, object_id LIMIT ?6`);

export type GoneObjectsInput = {
  readonly accountId: number;
  /** What went before is told already: this modseq, or the last row that was. */
  readonly after: readonly [modseq: number, kind: number, objectId: number];
  readonly throughModseq: number;
  /** Rows asked for. */
  readonly limit: number;
};

/**
 * What is gone since a modseq; undefined when that is no longer known.
 *
 * @throws {Refusal} `account.absent`
 */
export const goneObjects = readOperation(
  'goneObjects',
  function* (tx, input: GoneObjectsInput): Work<readonly GoneRow[] | undefined> {
    const { accountId, after, throughModseq, limit } = input;
    const { goneFloor } = yield* readClock(tx, accountId);
    if (after[0] < goneFloor) return undefined;
    return yield* tx.table(selectGone, accountId, ...after, throughModseq, limit);
  },
);
