import { crc32 } from 'node:zlib';

import type { Disk } from '#base/disk.ts';
import type { BlobPlace } from '#store/blob.ts';
import type { GroupCommit } from '#store/engine/group-commit.ts';
import {
  blobsOfSegment,
  findOverdueOpen,
  findVictim,
  removeSegmentRow,
} from '#store/operations/blob/compaction-rows.ts';
import { findBlob } from '#store/operations/blob/find-blob.ts';
import { BlobReader } from '#store/segments/blob-reader.ts';
import { segmentName } from '#store/segments/segment-name.ts';
import { BlobDamaged } from '#store/store.ts';
import { Tx } from '#store/work.ts';

/** Bodies looked at in one slice, between two batches. */
const sliceBlobsMax = 64;

/** Octets copied in one slice; a larger body is copied alone. */
const sliceBytesMax = 1024 * 1024;

/** How long deleted octets may stay on the disk, in milliseconds: the erasure deadline, 14 days. */
const erasureMs = 14 * 24 * 60 * 60 * 1000;

/**
 * Copies the live bodies of one segment that is worth it elsewhere and removes its file.
 *
 * @param damaged Segments with a damaged body: they stay as they are, and do not keep the others waiting.
 * @returns The segment removed; undefined when none was worth it.
 * @throws {BlobDamaged} When a body in it is damaged; the file stays.
 */
export async function compactSegment(
  writer: GroupCommit,
  disk: Disk,
  folder: string,
  damaged: Set<number>,
): Promise<number | undefined> {
  const victim = await writer.exclusive(async ({ session, clock }) => {
    const deadBefore = clock.now() - erasureMs;
    const sealed = session.drive(findVictim(new Tx(0), deadBefore, damaged));
    if (sealed !== undefined) return sealed;
    // A small server needs years to fill a segment; what is to be erased does not wait for that.
    const open = session.drive(findOverdueOpen(new Tx(0), deadBefore));
    if (open !== undefined) await writer.seal();
    return open;
  });
  if (victim === undefined) return undefined;
  try {
    while (await writer.exclusive(() => copySlice(writer, disk, { folder, victim })));
  } catch (error) {
    if (error instanceof BlobDamaged) damaged.add(victim);
    throw error;
  }
  await writer.exclusive(async () => {
    writer.transact((tx) => removeSegmentRow(tx, victim));
    // A reader with an old place looks the blob up again (`BlobReader`), so the file may go at once.
    disk.remove(`${folder}/${segmentName(victim)}`);
    disk.syncFolder(folder);
  });
  return victim;
}

/** Copies some bodies; false when none was left. */
async function copySlice(
  writer: GroupCommit,
  disk: Disk,
  { folder, victim }: { readonly folder: string; readonly victim: number },
): Promise<boolean> {
  const session = writer.session;
  const rows = session.drive(blobsOfSegment(new Tx(0), victim, sliceBlobsMax));
  const slice: BlobPlace[] = [];
  let bytes = 0;
  for (const place of rows) {
    bytes += place.length;
    if (slice.length > 0 && bytes > sliceBytesMax) break;
    slice.push(place);
  }
  if (slice.length === 0) return false;
  const reader = new BlobReader(disk, folder, (id) => session.drive(findBlob(new Tx(0), id)));
  try {
    const bodies = await Promise.all(slice.map((place) => reader.read(place)));
    const drafts = bodies.map((body, index) => ({
      source: { bytes: body },
      length: body.length,
      crc32: crc32(body),
      sha256: slice[index]?.sha256 ?? new Uint8Array(32),
      record: undefined,
    }));
    await writer.relocate(
      drafts,
      slice.map((place) => place.blobId),
    );
  } finally {
    reader.close();
  }
  return true;
}
