import { encodeRecord, isRecord, RecordReader } from '#proto/mime/record.ts';
import { scanMessage } from '#proto/mime/scanner.ts';
import type { BlobPlace } from '#store/blob.ts';
import type { Store } from '#store/store.ts';

/** Makes the derived record of a message anew, where cache.db has none, and keeps it. */
export async function buildRecord(
  store: Store,
  place: BlobPlace,
  octets: Uint8Array | undefined,
): Promise<RecordReader> {
  const body = octets ?? (await store.readBlob(place));
  const record = encodeRecord(scanMessage(body));
  store.keepRecord(place.blobId, record);
  return new RecordReader(record);
}

/** Opens a kept record; undefined when there is none or it is of another layout. */
export function openRecord(kept: Uint8Array | undefined): RecordReader | undefined {
  return kept === undefined || !isRecord(kept) ? undefined : new RecordReader(kept);
}
