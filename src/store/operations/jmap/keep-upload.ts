import { refuse } from '#base/refusal.ts';
import { writeOperation } from '#store/operation.ts';
import { insertBlob } from '#store/operations/blob/insert-blob.ts';
import { releaseBlob } from '#store/operations/blob/release-blob.ts';
import { takeId } from '#store/operations/directory/take-id.ts';
import type { PruneInput } from '#store/operations/message/purge-recoverable.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Uploads of one account that wait to be used: a composer has dozens. Our choice. */
export const pendingUploadsMax = 1_000;

/** Their octets: ten of the largest. A quota of its own, as RFC 8620 §6.1 advises. Our choice. */
export const pendingUploadOctetsMax = 500_000_000;

/** Milliseconds for which an upload is kept: a message may be written over a day. Our choice. */
export const uploadMs = 86_400_000;

/** Milliseconds for which one is kept in any case (RFC 8620 §6). */
export const uploadMsMin = 3_600_000;

/** Old uploads that one new one may push out. Our choice. */
const pushedOutMax = 50;

export type UploadRefusalCode =
  /** The account's uploads of the last hour have reached their quota. */
  'upload.limit';

export type KeepUploadInput = {
  readonly accountId: number;
  readonly tenantId: number;
  /** The media type as the client named it; empty for none. */
  readonly type: string;
};

export type KeptUpload = { readonly uploadId: number; readonly size: number };

type OldRow = [uploadId: number, blobId: number, size: number];

const sumRows = statement<{ count: number; octets: number }>(`
  SELECT COUNT(*) AS "count", CAST(COALESCE(SUM(size), 0) AS BIGINT) AS "octets" FROM upload
  WHERE account_id = ?1`);
const selectOld = statement<OldRow>(`
  SELECT upload_id, blob_id, size FROM upload WHERE account_id = ?1 AND created_at < ?2
  ORDER BY upload_id LIMIT ?3`);
const insertUpload = statement(`
  INSERT INTO upload (account_id, upload_id, blob_id, type, size, created_at, expires_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`);
const deleteUpload = statement('DELETE FROM upload WHERE account_id = ?1 AND upload_id = ?2');
const selectExpired = statement<[accountId: number, uploadId: number, blobId: number]>(`
  SELECT account_id, upload_id, blob_id FROM upload WHERE expires_at < ?1
  ORDER BY expires_at LIMIT ?2`);
const selectOfAccount = statement<[uploadId: number, blobId: number]>(
  'SELECT upload_id, blob_id FROM upload WHERE account_id = ?1 LIMIT ?2',
);

/**
 * Files the body that comes along as an upload (RFC 8620 §6.1). Where there are too many, the oldest
 * go that are old enough.
 *
 * @throws {Refusal} `upload.limit`
 */
export const keepUpload = writeOperation(
  'keepUpload',
  function* (tx, { accountId, tenantId, type }: KeepUploadInput): Work<KeptUpload> {
    const [place] = tx.blobs;
    if (place === undefined) throw new Error('An upload has no body');
    const old = yield* pushedOut(tx, accountId, place.length);
    for (const [uploadId, blobId] of old) {
      yield* tx.run(deleteUpload, accountId, uploadId);
      yield* releaseBlob(tx, blobId);
    }
    const uploadId = yield* takeId(tx, 'upload');
    yield* insertBlob(tx, place, { tenantId, references: 1 });
    const { blobId, length } = place;
    const end = tx.now + uploadMs;
    yield* tx.run(insertUpload, accountId, uploadId, blobId, type, length, tx.now, end);
    return { uploadId, size: length };
  },
);

/** Erases uploads whose time is over. */
export const pruneUploads = writeOperation(
  'pruneUploads',
  function* (tx, { before, limit }: PruneInput): Work<{ removed: number }> {
    const rows = yield* tx.table(selectExpired, before, limit);
    for (const [accountId, uploadId, blobId] of rows) {
      yield* tx.run(deleteUpload, accountId, uploadId);
      yield* releaseBlob(tx, blobId);
    }
    return { removed: rows.length };
  },
);

/** Erases some uploads of an account; returns how many. For another operation. */
export function* eraseUploads(tx: Tx, accountId: number, limit: number): Work<number> {
  const rows = yield* tx.table(selectOfAccount, accountId, limit);
  for (const [uploadId, blobId] of rows) {
    yield* tx.run(deleteUpload, accountId, uploadId);
    yield* releaseBlob(tx, blobId);
  }
  return rows.length;
}

/** Uploads that have to go for one of `size` octets. @throws {Refusal} `upload.limit` */
function* pushedOut(tx: Tx, accountId: number, size: number): Work<readonly OldRow[]> {
  const sum = yield* tx.one(sumRows, accountId);
  let excessRows = sum.count + 1 - pendingUploadsMax;
  let excessOctets = sum.octets + size - pendingUploadOctetsMax;
  if (excessRows <= 0 && excessOctets <= 0) return [];
  const old = yield* tx.table(selectOld, accountId, tx.now - uploadMsMin, pushedOutMax);
  const going: OldRow[] = [];
  for (const row of old) {
    if (excessRows <= 0 && excessOctets <= 0) break;
    going.push(row);
    excessRows--;
    excessOctets -= row[2];
  }
  if (excessRows <= 0 && excessOctets <= 0) return going;
  return refuse<UploadRefusalCode>(
    'upload.limit',
    `At most ${pendingUploadsMax} uploads and ${pendingUploadOctetsMax} octets wait to be used`,
  );
}
