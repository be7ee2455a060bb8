import type { BlobPlace } from '#store/blob.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Segments looked at for one that is worth it; more are damaged only where a disk dies. Ours. */
const victimsMax = 100;

const victimRows = statement<{ segment: number }>(
  `SELECT segment AS "segment" FROM segment
   WHERE state = 1 AND (dead_bytes * 2 > bytes OR (dead_bytes > 0 AND dead_since <= ?1))
   ORDER BY segment LIMIT ${victimsMax}`,
);
const overdueRow = statement<{ segment: number }>(
  `SELECT segment AS "segment" FROM segment
   WHERE state = 0 AND dead_bytes > 0 AND dead_since <= ?1 LIMIT 1`,
);
const liveRows = statement<BlobPlace>(
  `SELECT blob_id AS "blobId", segment AS "segment", blob_offset AS "offset",
     stored_length AS "storedLength", length AS "length", sha256 AS "sha256"
   FROM blob WHERE segment = ?1 ORDER BY blob_offset LIMIT ?2`,
);
const moveRow = statement('UPDATE blob SET segment = ?2, blob_offset = ?3 WHERE blob_id = ?1');
const allRows = statement<{ segment: number }>('SELECT segment AS "segment" FROM segment');
const removeRow = statement('DELETE FROM segment WHERE segment = ?1');

/**
 * A sealed segment that is more than half dead, or holds octets dead since before `deadBefore`.
 *
 * @param skipped Segments that are none.
 */
export function* findVictim(
  tx: Tx,
  deadBefore: number,
  skipped: ReadonlySet<number>,
): Work<number | undefined> {
  const rows = yield* tx.all(victimRows, deadBefore);
  return rows.find(({ segment }) => !skipped.has(segment))?.segment;
}

/** The segment that still takes frames, when it holds octets dead since before `deadBefore`. */
export function* findOverdueOpen(tx: Tx, deadBefore: number): Work<number | undefined> {
  return (yield* tx.maybe(overdueRow, deadBefore))?.segment;
}

/** The first bodies of a segment that are still wanted. */
export function* blobsOfSegment(tx: Tx, segment: number, limit: number): Work<BlobPlace[]> {
  return yield* tx.all(liveRows, segment, limit);
}

/** Says where bodies are now. Their octets there are durable already. */
export function* relocateBlobs(tx: Tx, places: readonly BlobPlace[]): Work<void> {
  for (const { blobId, segment, offset } of places) {
    yield* tx.run(moveRow, blobId, segment, offset);
  }
}

/** Forgets a segment that no body is in any more. */
export function* removeSegmentRow(tx: Tx, segment: number): Work<void> {
  yield* tx.run(removeRow, segment);
}

/** Every segment that meta.db knows. */
export function* knownSegments(tx: Tx): Work<number[]> {
  return (yield* tx.all(allRows)).map((row) => row.segment);
}
