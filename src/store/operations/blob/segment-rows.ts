import { frameHeadBytes } from '#store/segments/frame.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Up to where the segments were synced when the row was written, and the next blob id. */
export type EngineState = {
  readonly segment: number;
  readonly offset: number;
  readonly nextBlobId: number;
};

const stateRow = statement<EngineState>(
  `SELECT mark_segment AS "segment", mark_offset AS "offset", next_blob_id AS "nextBlobId"
   FROM engine_state WHERE id = 1`,
);
const writeState = statement(
  `INSERT INTO engine_state (id, mark_segment, mark_offset, next_blob_id) VALUES (1, ?1, ?2, ?3)
   ON CONFLICT (id) DO UPDATE SET mark_segment = excluded.mark_segment,
     mark_offset = excluded.mark_offset, next_blob_id = excluded.next_blob_id`,
);
const openRow = statement(
  `INSERT INTO segment (segment, state, bytes, dead_bytes, dead_since, sealed_at)
   VALUES (?1, 0, 0, 0, 0, 0) ON CONFLICT (segment) DO NOTHING`,
);
const liveBytes = statement<{ bytes: number }>(
  `SELECT CAST(COALESCE(SUM(stored_length + ${frameHeadBytes}), 0) AS BIGINT) AS "bytes"
   FROM blob WHERE segment = ?1`,
);
const sealRow = statement(
  `UPDATE segment SET state = 1, bytes = ?2, sealed_at = ?3, dead_bytes = ?4,
     dead_since = CASE WHEN dead_since = 0 AND ?4 > 0 THEN ?3 ELSE dead_since END
   WHERE segment = ?1`,
);

/** Where the writer stood in the last commit; undefined in a new database. */
export function* readEngineState(tx: Tx): Work<EngineState | undefined> {
  return yield* tx.maybe(stateRow);
}

/** Notes where the writer stands. The octets before that place are durable already. */
export function* writeEngineState(tx: Tx, state: EngineState): Work<void> {
  yield* tx.run(writeState, state.segment, state.offset, state.nextBlobId);
}

/** Notes that a segment takes frames now. */
export function* openSegmentRow(tx: Tx, segment: number): Work<void> {
  yield* tx.run(openRow, segment);
}

/** Notes that a segment takes no more frames, and how many of its octets nobody refers to. */
export function* sealSegmentRow(
  tx: Tx,
  sealed: { readonly segment: number; readonly bytes: number },
): Work<void> {
  const live = yield* tx.one(liveBytes, sealed.segment);
  const dead = Math.max(0, sealed.bytes - live.bytes);
  yield* tx.run(sealRow, sealed.segment, sealed.bytes, tx.now, dead);
}
