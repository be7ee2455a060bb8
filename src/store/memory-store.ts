import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { DatabaseSync } from 'node:sqlite';

import { type Clock, systemClock } from '#base/clock.ts';
import type { DiskFile, OpenMode } from '#base/disk.ts';
import { silentLog } from '#base/log.ts';
import type { BlobDraft } from '#store/blob.ts';
import { CacheReader } from '#store/cache/cache-reader.ts';
import { CacheWriter } from '#store/cache/cache.ts';
import { MemoryDisk } from '#store/disk/memory-disk.ts';
import { nodeDisk } from '#store/disk/node-disk.ts';
import { compactSegment } from '#store/engine/compact.ts';
import { GroupCommit } from '#store/engine/group-commit.ts';
import { LocalStore } from '#store/engine/local-store.ts';
import type { Reading } from '#store/engine/reading.ts';
import { SqliteSession } from '#store/engine/sqlite-session.ts';
import { Watchers } from '#store/engine/watchers.ts';
import type { ReadOperation, WriteOperation } from '#store/operation.ts';
import { findBlob } from '#store/operations/blob/find-blob.ts';
import { openSegmentRow } from '#store/operations/blob/segment-rows.ts';
import { createStatements } from '#store/schema/table.ts';
import { tables } from '#store/schema/tables.ts';
import { BlobReader } from '#store/segments/blob-reader.ts';
import { SegmentWriter } from '#store/segments/segment-writer.ts';
import { Tx } from '#store/work.ts';

/** A whole store in memory: the engine's own parts on `:memory:` and a memory disk. For tests. */
export class MemoryStore extends LocalStore {
  constructor(clock: Clock = systemClock) {
    const disk = new MemoryStoreDisk();
    const database = new DatabaseSync(':memory:');
    for (const sql of createStatements(tables, 'sqlite')) database.exec(sql);
    const session = new SqliteSession(database);
    session.drive(openSegmentRow(new Tx(0), 1));
    const cache = new CacheWriter(':memory:', 'memory');
    const watchers = new Watchers();
    const writer = new GroupCommit({
      session,
      segments: new SegmentWriter(disk, '/', { segment: 1, offset: 0 }, segmentBytesMax),
      cache,
      watchers,
      clock,
      log: silentLog,
      freeBytes: () => Infinity,
      lowWaterBytes: 0,
      nextBlobId: 1,
      walPagesMax: Infinity,
    });
    const blobs = new BlobReader(disk, '/', (id) => session.drive(findBlob(new Tx(0), id)));
    const reading: Reading = {
      read: (operation, input) => session.drive(operation.body(new Tx(clock.now()), input)),
      blobs,
      records: new CacheReader(cache.database),
      spoolPath: () => disk.spoolPath(),
      close: () => blobs.close(),
    };
    const close = async (): Promise<void> => {
      database.close();
      cache.close();
      disk.removeSpool();
    };
    const damaged = new Set<number>();
    const compact = (): Promise<number | undefined> => compactSegment(writer, disk, '/', damaged);
    super({ writer, watchers, reading, compact, close });
  }

  /** As between threads: what goes in and comes out is plain data, and a copy. */
  override async read<Input, Output>(
    operation: ReadOperation<Input, Output>,
    input: Input,
  ): Promise<Output> {
    return structuredClone(await super.read(operation, structuredClone(input)));
  }

  override async write<Input, Output>(
    operation: WriteOperation<Input, Output>,
    input: Input,
    drafts: readonly BlobDraft[] = [],
  ): Promise<Output> {
    return structuredClone(await super.write(operation, structuredClone(input), drafts));
  }
}

/** Octets of one segment in memory: small, so that tests see several. */
const segmentBytesMax = 4 * 1024 * 1024;

/** Segments in memory; spool files, which core writes by itself, in a temporary folder. */
class MemoryStoreDisk extends MemoryDisk {
  #spool: string | undefined;

  override open(path: string, mode: OpenMode): DiskFile {
    const real = this.#spool !== undefined && path.startsWith(this.#spool);
    return real ? nodeDisk.open(path, mode) : super.open(path, mode);
  }

  spoolPath(): string {
    this.#spool ??= fs.mkdtempSync(`${tmpdir()}/postamt-`);
    return `${this.#spool}/${randomUUID()}`;
  }

  removeSpool(): void {
    if (this.#spool !== undefined) fs.rmSync(this.#spool, { recursive: true, force: true });
  }
}
