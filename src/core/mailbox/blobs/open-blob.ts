import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Mail } from '#core/mailbox/mail.ts';
import { type BlobEncoding, parseBlobId } from '#proto/jmap/ids.ts';
import type { BlobPlace } from '#store/blob.ts';
import { findUploads } from '#store/operations/jmap/find-uploads.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';

/** Places looked up at once: a millisecond or two of the loop. Ours. */
const sliceIdsMax = 200;

/** What a blob id stands for in one account. */
export type OpenBlob = {
  /** As it was asked for. */
  readonly id: string;
  /** The stored body that holds it. */
  readonly place: BlobPlace;
  /** Octets of that body, `end` excluded. */
  readonly start: number;
  readonly end: number;
  /** How those are to be decoded. */
  readonly encoding: BlobEncoding;
  /** As the client named it at the upload; empty for none. `message/rfc822` for a whole message. */
  readonly type: string;
  /** The message that it is, or is a part of. */
  readonly messageId: number | undefined;
};

/**
 * Finds blobs by their ids within one account, with few reads for messages and for uploads.
 * What is not there is left out.
 */
export async function openBlobs(
  { store }: Pick<Mail, 'store'>,
  accountId: number,
  ids: readonly string[],
): Promise<ReadonlyMap<string, OpenBlob>> {
  const parsed = ids.map((id) => ({ id, blob: parseBlobId(id) }));
  const messageIds = new Set<number>();
  const uploadIds = new Set<number>();
  for (const { blob } of parsed) {
    if (blob?.kind === 'upload' || blob?.kind === 'upload-part') uploadIds.add(blob.uploadId);
    else if (blob !== undefined) messageIds.add(blob.messageId);
  }
  const rows = await inSlices([...messageIds], (slice) =>
    store.read(messageBlobs, { accountId, messageIds: slice }),
  );
  const messages = new Map(
    rows.map(([messageId, blobId, segment, offset, storedLength, length, sha256]) => {
      const place: BlobPlace = { blobId, segment, offset, storedLength, length, sha256 };
      return [messageId, place];
    }),
  );
  const found = await inSlices([...uploadIds], (slice) =>
    store.read(findUploads, { accountId, uploadIds: slice }),
  );
  const uploads = new Map(found.map((upload) => [upload.uploadId, upload]));
  const open = new Map<string, OpenBlob>();
  for (const { id, blob } of parsed) {
    if (blob?.kind === 'upload' || blob?.kind === 'upload-part') {
      const upload = uploads.get(blob.uploadId);
      if (upload === undefined) continue;
      const { type, uploadId: _, ...place } = upload;
      if (blob.kind === 'upload') {
        open.set(id, { ...wholeOf(place), id, type, messageId: undefined });
      } else if (blob.end <= place.length) {
        const { start, end, encoding } = blob;
        open.set(id, { id, place, start, end, encoding, type: '', messageId: undefined });
      }
      continue;
    }
    const place = blob === undefined ? undefined : messages.get(blob.messageId);
    if (blob === undefined || place === undefined) continue;
    const { messageId } = blob;
    if (blob.kind === 'message') {
      open.set(id, { ...wholeOf(place), id, type: 'message/rfc822', messageId });
      continue;
    }
    const { start, end, encoding } = blob;
    if (end <= place.length) open.set(id, { id, place, start, end, encoding, type: '', messageId });
  }
  return open;
}

/** Reads slice by slice, and lets others go on between two. */
async function inSlices<Row>(
  ids: readonly number[],
  read: (slice: readonly number[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < ids.length; at += sliceIdsMax) {
    if (at > 0) await nextTurn();
    rows.push(...(await read(ids.slice(at, at + sliceIdsMax))));
  }
  return rows;
}

/** The same for one id. */
export async function openBlob(
  mail: Pick<Mail, 'store'>,
  accountId: number,
  id: string,
): Promise<OpenBlob | undefined> {
  return (await openBlobs(mail, accountId, [id])).get(id);
}

function wholeOf(place: BlobPlace): Pick<OpenBlob, 'place' | 'start' | 'end' | 'encoding'> {
  return { place, start: 0, end: place.length, encoding: '7' };
}
