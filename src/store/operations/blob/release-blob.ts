import { frameHeadBytes } from '#store/segments/frame.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

type Released = { referenceCount: number; segment: number; storedLength: number };

const takeReference = statement<Released>(
  `UPDATE blob SET reference_count = reference_count - ?2 WHERE blob_id = ?1
   RETURNING reference_count AS "referenceCount", segment AS "segment",
     stored_length AS "storedLength"`,
);
const removeRow = statement('DELETE FROM blob WHERE blob_id = ?1');
const addDeadBytes = statement(
  `UPDATE segment SET dead_bytes = dead_bytes + ?2,
     dead_since = CASE WHEN dead_since = 0 THEN ?3 ELSE dead_since END
   WHERE segment = ?1`,
);

/** Gives references back. With the last one the body is dead, and compaction erases its octets. */
export function* releaseBlob(tx: Tx, blobId: number, references = 1): Work<void> {
  const released = yield* tx.maybe(takeReference, blobId, references);
  if (released === undefined || released.referenceCount > 0) return;
  yield* tx.run(removeRow, blobId);
  const frameBytes = frameHeadBytes + released.storedLength;
  yield* tx.run(addDeadBytes, released.segment, frameBytes, tx.now);
}
