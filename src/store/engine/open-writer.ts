import fs from 'node:fs';

import { type Clock, systemClock } from '#base/clock.ts';
import type { Disk } from '#base/disk.ts';
import { type Log, silentLog } from '#base/log.ts';
import { SeldomLog } from '#base/seldom-log.ts';
import { openCache } from '#store/cache/open-cache.ts';
import { nodeDisk } from '#store/disk/node-disk.ts';
import { Closers } from '#store/engine/closers.ts';
import { compactSegment } from '#store/engine/compact.ts';
import { DataLock } from '#store/engine/data-lock.ts';
import { GroupCommit } from '#store/engine/group-commit.ts';
import { openForWriting } from '#store/engine/open-database.ts';
import { SqliteSession } from '#store/engine/sqlite-session.ts';
import { sweepCache } from '#store/engine/sweep-cache.ts';
import { Watchers } from '#store/engine/watchers.ts';
import { prepareSchema } from '#store/migrate/prepare-schema.ts';
import { knownSegments } from '#store/operations/blob/compaction-rows.ts';
import { openSegmentRow, readEngineState } from '#store/operations/blob/segment-rows.ts';
import { segmentNumber } from '#store/segments/segment-name.ts';
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
  /** WAL pages of 8 KiB after which they are copied into meta.db. */
  readonly walPagesMax?: number;
};

/** Octets of one segment file when nothing else is said: few files, yet quick to compact. */
const segmentBytesDefault = 256 * 1024 * 1024;

/** Free octets kept for what must go on when the disk fills: expunge, the queue, the WAL. */
const lowWaterBytesDefault = 128 * 1024 * 1024;

/** 8 MiB of WAL: a checkpoint of some milliseconds, seldom. */
const walPagesDefault = 1_024;

/** Where a store that has no commit yet begins. */
const firstState = { segment: 1, offset: 0, nextBlobId: 1 };

/** The writing side of a data directory. */
export type OpenWriter = {
  readonly writer: GroupCommit;
  readonly watchers: Watchers;
  /** Compacts one segment, if one is worth it; returns which. After the last the cache is swept. */
  readonly compact: () => Promise<number | undefined>;
  /** Lets go of the directory; the writer and all readers must be closed before. */
  readonly close: () => Promise<void>;
};

/**
 * Opens a data directory for this process alone.
 *
 * @throws {Error} When another process has it, or its schema is newer than this program.
 */
export async function openWriter(options: StoreOptions): Promise<OpenWriter> {
  const { folder, clock = systemClock, disk = nodeDisk } = options;
  const log = new SeldomLog(options.log ?? silentLog, clock);
  makeFolders(disk, folder);
  const closers = new Closers();
  try {
    const lock = new DataLock(folder);
    closers.add(() => lock.close());
    for (const name of disk.list(`${folder}/spool`)) disk.remove(`${folder}/spool/${name}`);
    const database = openForWriting(`${folder}/meta.db`);
    closers.add(() => database.close());
    fs.chmodSync(`${folder}/meta.db`, 0o600);
    await prepareSchema(database, folder, log);
    const session = new SqliteSession(database);
    const state = session.drive(readEngineState(new Tx(0))) ?? firstState;
    const bytesMax = options.segmentBytesMax ?? segmentBytesDefault;
    const segments = new SegmentWriter(disk, `${folder}/segments`, state, bytesMax);
    closers.add(() => segments.close());
    session.drive(openSegmentRow(new Tx(0), state.segment));
    removeOrphans(disk, `${folder}/segments`, session);
    const cache = openCache(`${folder}/cache.db`, log);
    closers.add(() => cache.close());
    closers.add(() => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
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
      walPagesMax: options.walPagesMax ?? walPagesDefault,
    });
    const damaged = new Set<number>();
    const compact = async (): Promise<number | undefined> => {
      const segment = await compactSegment(writer, disk, `${folder}/segments`, damaged);
      if (segment === undefined) await sweepCache(writer);
      return segment;
    };
    return { writer, watchers, compact, close: () => closers.close() };
  } catch (error) {
    await closers.close();
    throw error;
  }
}

function makeFolders(disk: Disk, folder: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  disk.makeFolder(`${folder}/segments`);
  disk.makeFolder(`${folder}/spool`);
}

/** Removes files that compaction emptied but could not remove before the host went down. */
function removeOrphans(disk: Disk, folder: string, session: SqliteSession): void {
  const known = new Set(session.drive(knownSegments(new Tx(0))));
  for (const name of disk.list(folder)) {
    const segment = segmentNumber(name);
    if (segment !== undefined && !known.has(segment)) disk.remove(`${folder}/${name}`);
  }
}
