import { encodeRecord, RecordReader } from '#core/mailbox/record-stub.ts';
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
  const record = encodeRecord(scanMessage(body), body);
  store.keepRecord(place.blobId, record);
  return new RecordReader(record);
}
