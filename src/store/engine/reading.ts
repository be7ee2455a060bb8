import { randomUUID } from 'node:crypto';

import { type Clock, systemClock } from '#base/clock.ts';
import type { Disk } from '#base/disk.ts';
import type { BlobPlace } from '#store/blob.ts';
import { CacheReader } from '#store/cache/cache-reader.ts';
import { nodeDisk } from '#store/disk/node-disk.ts';
import { openForReading } from '#store/engine/open-database.ts';
import { SqliteSession } from '#store/engine/sqlite-session.ts';
import type { ReadOperation } from '#store/operation.ts';
import { findBlob } from '#store/operations/blob/find-blob.ts';
import { BlobReader } from '#store/segments/blob-reader.ts';
import { Tx } from '#store/work.ts';

/** Where a thread finds what it reads. */
export type ReadingOptions = {
  readonly folder: string;
  readonly clock?: Clock;
  readonly disk?: Disk;
};

/** The reading side of a store: what each thread has of its own. */
export interface Reading {
  read<Input, Output>(operation: ReadOperation<Input, Output>, input: Input): Output;
  readonly blobs: BlobReader;
  readonly records: CacheReader;
  spoolPath(): string;
  close(): void;
}

/** Opens read-only connections to a data directory that a writer of this process has open. */
export function openReading(options: ReadingOptions): Reading {
  const { folder, clock = systemClock, disk = nodeDisk } = options;
  const session = new SqliteSession(openForReading(`${folder}/meta.db`));
  const records = new CacheReader(openForReading(`${folder}/cache.db`));
  const relocate = (blobId: number): BlobPlace | undefined =>
    session.drive(findBlob(new Tx(clock.now()), blobId));
  const blobs = new BlobReader(disk, `${folder}/segments`, relocate);
  return {
    read: (operation, input) => session.read(operation.body(new Tx(clock.now()), input)),
    blobs,
    records,
    spoolPath: () => `${folder}/spool/${randomUUID()}`,
    close() {
      blobs.close();
      records.close();
      session.database.close();
    },
  };
}
