import { randomUUID } from 'node:crypto';
import fs from 'node:fs';

import type { Clock } from '#base/clock.ts';
import { systemClock } from '#base/clock.ts';
import type { Disk } from '#base/disk.ts';
import { type Log, silentLog } from '#base/log.ts';
import { CacheReader } from '#store/cache/cache-reader.ts';
import { openCache } from '#store/cache/open-cache.ts';
import { nodeDisk } from '#store/disk/node-disk.ts';
import { DataLock } from '#store/engine/data-lock.ts';
import { GroupCommit } from '#store/engine/group-commit.ts';
import { LocalStore } from '#store/engine/local-store.ts';
import { openForReading, openForWriting } from '#store/engine/open-database.ts';
import { SqliteSession } from '#store/engine/sqlite-session.ts';
import { Watchers } from '#store/engine/watchers.ts';
import { prepareSchema } from '#store/migrate/prepare-schema.ts';
import { findBlob } from '#store/operations/blob/find-blob.ts';
import { openSegmentRow, readEngineState } from '#store/operations/blob/segment-rows.ts';
import { BlobReader } from '#store/segments/blob-reader.ts';
import { SegmentWriter } from '#store/segments/segment-writer.ts';
import { Tx } from '#store/work.ts';

export type StoreOptions = {
  /** The data directory; made when it is not there. */
  readonly folder: string;
  readonly clock?: Clock;
  readonly disk?: Disk;
  readonly log?: Log;
  /** Octets of one segment file. */
  readonly segmentBytesMax?: number;
  /** Below this many free octets bodies are refused. */
  readonly lowWaterBytes?: number;
};

/** Octets of one segment file when nothing else is said: few files, yet quick to compact. */
const segmentBytesDefault = 256 * 1024 * 1024;

/** Free octets kept for what must go on when the disk fills: expunge, the queue, the WAL. */
const lowWaterBytesDefault = 128 * 1024 * 1024;

/**
 * Opens a data directory for this process alone, with the writer on this thread.
 *
 * @throws {Error} When another process has it, or its schema is newer than this program.
 */
export async function openStore(options: StoreOptions): Promise<LocalStore> {
  const { folder, clock = systemClock, disk = nodeDisk, log = silentLog } = options;
  const folders = makeFolders(disk, folder);
  const lock = new DataLock(folder);
  const closers: (() => unknown)[] = [() => lock.close()];
  try {
    for (const name of disk.list(folders.spool)) disk.remove(`${folders.spool}/${name}`);
    const database = openForWriting(`${folder}/meta.db`);
    closers.push(() => database.close());
    await prepareSchema(database, folder, log);
    fs.chmodSync(`${folder}/meta.db`, 0o600);
    const session = new SqliteSession(database);
    const state = session.drive(readEngineState(new Tx(0))) ?? firstState;
    const bytesMax = options.segmentBytesMax ?? segmentBytesDefault;
    const segments = new SegmentWriter(disk, folders.segments, state, bytesMax);
    closers.push(() => segments.close());
    session.drive(openSegmentRow(new Tx(0), state.segment));
    const cache = openCache(`${folder}/cache.db`, log);
    closers.push(() => cache.close());
    const watchers = new Watchers();
    const writer = new GroupCommit({
      session,
      segments,
      cache,
      watchers,
      clock,
      log,
      freeBytes: () => disk.freeBytes(folder),
      lowWaterBytes: options.lowWaterBytes ?? lowWaterBytesDefault,
      nextBlobId: state.nextBlobId,
    });
    const reading = new SqliteSession(openForReading(`${folder}/meta.db`));
    closers.push(() => reading.database.close());
    const records = new CacheReader(openForReading(`${folder}/cache.db`));
    closers.push(() => records.close());
    const blobs = new BlobReader(disk, folders.segments, (blobId) =>
      reading.drive(findBlob(new Tx(clock.now()), blobId)),
    );
    closers.push(() => blobs.close());
    return new LocalStore({
      writer,
      session: reading,
      blobs,
      cache: records,
      watchers,
      now: () => clock.now(),
      spoolPath: () => `${folders.spool}/${randomUUID()}`,
      close: async () => {
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
        await closeAll(closers);
      },
    });
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

const firstState = { segment: 1, offset: 0, nextBlobId: 1 };

function makeFolders(disk: Disk, folder: string): { segments: string; spool: string } {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const folders = { segments: `${folder}/segments`, spool: `${folder}/spool` };
  disk.makeFolder(folders.segments);
  disk.makeFolder(folders.spool);
  return folders;
}

/** Closes in the reverse order of opening. */
async function closeAll(closers: readonly (() => unknown)[]): Promise<void> {
  for (const close of closers.toReversed()) await close();
}
