import { crc32 } from 'node:zlib';

import type { Disk, DiskFile } from '#base/disk.ts';
import type { BlobDraft, BlobPlace } from '#store/blob.ts';
import {
  encodeFrameHead,
  encodeSegmentHead,
  frameHeadBytes,
  segmentHeadBytes,
} from '#store/segments/frame.ts';
import { segmentName } from '#store/segments/segment-name.ts';

/** Octets copied at once from a spool file: bounds the memory of one large body. */
const copyBytesMax = 1024 * 1024;

/** First zero-written stretch of a segment; each next one is twice as long: test folders stay small. */
const preallocateBytesMin = 1024 * 1024;

/** Longest stretch of zeros written in one go: about 10 ms of a slow disk. */
const preallocateBytesMax = 8 * 1024 * 1024;

/** Where the writer stands: what a restart needs. */
export type SegmentEnd = { readonly segment: number; readonly offset: number };

/** Appends frames to the current segment file. Owned by the one writer of the data directory. */
export class SegmentWriter {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #bytesMax: number;
  #file: DiskFile;
  #segment: number;
  #end: number;
  #allocated: number;
  #step = preallocateBytesMin;
  #preallocating: Promise<void> | undefined;
  #zeroSync: Promise<void> | undefined;
  #failure: Error | undefined;

  /** Goes on at `end`, whose file is made when it is not there, or cut off behind it. */
  constructor(disk: Disk, folder: string, end: SegmentEnd, bytesMax: number) {
    this.#disk = disk;
    this.#folder = folder;
    this.#bytesMax = bytesMax;
    this.#segment = end.segment;
    this.#end = Math.max(end.offset, segmentHeadBytes);
    // A crash between sealing and its commit leaves the file read-only.
    if (disk.list(folder).includes(segmentName(end.segment))) {
      disk.protect(this.#path(end.segment), 0o600);
    }
    this.#file = disk.open(this.#path(end.segment), 'write');
    if (end.offset <= segmentHeadBytes) this.#writeHead(this.#file, end.segment);
    // What is behind the end was never acknowledged. It goes, so that no old frame is found there.
    this.#file.truncateSync(this.#end);
    this.#allocated = this.#end;
  }

  get end(): SegmentEnd {
    return { segment: this.#segment, offset: this.#end };
  }

  /** True when this many more octets of frames need a new segment. */
  isFullFor(bytes: number): boolean {
    return this.#end > segmentHeadBytes && this.#end + bytes > this.#bytesMax;
  }

  /** Writes frames under these ids; not durable before {@link sync}. */
  async append(
    drafts: readonly BlobDraft[],
    blobIds: readonly number[],
  ): Promise<readonly BlobPlace[]> {
    const total = drafts.reduce((sum, draft) => sum + frameHeadBytes + draft.length, 0);
    // Zeros on their way into this stretch must not overtake the frames.
    if (this.#end + total > this.#allocated) await this.#preallocating;
    const places: BlobPlace[] = [];
    let pieces: Uint8Array[] = [];
    let from = this.#end;
    let at = this.#end;
    for (const [index, draft] of drafts.entries()) {
      const blobId = blobIds[index] ?? 0;
      const { length, sha256 } = draft;
      const head = { blobId, storedLength: length, length, crc32: draft.crc32, sha256 };
      places.push({
        blobId,
        segment: this.#segment,
        offset: at,
        storedLength: length,
        length,
        sha256,
      });
      pieces.push(encodeFrameHead(head));
      at += frameHeadBytes + length;
      if ('bytes' in draft.source) {
        if (draft.source.bytes.length !== length)
          throw new Error(`Body ${blobId} is not ${length} long`);
        pieces.push(draft.source.bytes);
        continue;
      }
      this.#file.writevSync(pieces, from);
      this.#copySpool(draft.source.spoolPath, draft, at - length);
      pieces = [];
      from = at;
    }
    if (pieces.length > 0) this.#file.writevSync(pieces, from);
    this.#end = at;
    this.#allocated = Math.max(this.#allocated, at);
    return places;
  }

  /** True once a sync failed: the file takes no more frames before {@link rotate}. */
  get tainted(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * Makes all appended frames durable. A failure is final for this file.
   *
   * In place: the writer has nothing to do meanwhile, and the way to another thread and back costs
   * more than it saves.
   */
  async sync(): Promise<void> {
    // Pages that failed once count as clean afterwards: a second sync would lie.
    if (this.#failure !== undefined) throw this.#failure;
    try {
      this.#file.datasyncSync();
    } catch (error) {
      this.#fail(error);
    }
    if (this.#zeroSync === undefined) return;
    // The kernel tells a failure to one of two syncs under way: the zeros' may have heard of ours.
    await this.#zeroSync;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Begins the next segment and closes this one. Returns where the old one ended. */
  async rotate(): Promise<SegmentEnd> {
    await this.#preallocating;
    const old = { end: this.end, file: this.#file, path: this.#path(this.#segment) };
    const nextPath = this.#path(this.#segment + 1);
    const next = this.#disk.open(nextPath, 'write');
    try {
      this.#writeHead(next, this.#segment + 1);
    } catch (error) {
      next.close();
      // The next try must not sync a file whose sync has failed.
      this.#disk.remove(nextPath);
      throw error;
    }
    this.#file = next;
    this.#segment++;
    this.#failure = undefined;
    this.#startEmpty();
    try {
      old.file.truncateSync(old.end.offset);
      this.#disk.protect(old.path, 0o444);
    } catch {
      // Only its spare octets and its mode: the writer has moved on and must say so in the rows.
    } finally {
      old.file.close();
    }
    return old.end;
  }

  /** Writes zeros ahead, without blocking, when the allocated stretch runs out. */
  preallocate(): void {
    const room = this.#allocated - this.#end;
    if (this.#preallocating !== undefined || this.tainted || room > this.#step / 2) return;
    const length = Math.min(this.#step, this.#bytesMax - this.#allocated);
    if (length <= 0) return;
    const from = this.#allocated;
    this.#step = Math.min(this.#step * 2, preallocateBytesMax);
    this.#preallocating = this.#file
      .write(new Uint8Array(length), from)
      .then(() => {
        this.#allocated = from + length;
        this.#zeroSync = this.#datasync().catch(() => {});
        return this.#zeroSync;
      })
      // No loss: an append grows the file by itself, and reports what is wrong with the disk.
      .catch(() => {})
      .finally(() => {
        this.#preallocating = undefined;
        this.#zeroSync = undefined;
      });
  }

  async close(): Promise<void> {
    await this.#preallocating;
    this.#file.close();
  }

  async #datasync(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      await this.#file.datasync();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): never {
    this.#failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  }

  #writeHead(file: DiskFile, segment: number): void {
    file.truncateSync(0);
    file.writeSync(encodeSegmentHead(segment), 0);
    file.datasyncSync();
    this.#disk.syncFolder(this.#folder);
  }

  #startEmpty(): void {
    this.#end = segmentHeadBytes;
    this.#allocated = segmentHeadBytes;
    this.#step = preallocateBytesMin;
  }

  #copySpool(path: string, draft: BlobDraft, offset: number): void {
    const spool = this.#disk.open(path, 'read');
    try {
      const chunk = new Uint8Array(Math.min(copyBytesMax, draft.length));
      let sum = 0;
      for (let done = 0; done < draft.length;) {
        const wanted = chunk.subarray(0, Math.min(chunk.length, draft.length - done));
        const count = spool.readSync(wanted, done);
        if (count === 0) throw new Error(`Spool file ${path} is shorter than ${draft.length}`);
        const some = wanted.subarray(0, count);
        sum = crc32(some, sum);
        this.#file.writeSync(some, offset + done);
        done += count;
      }
      if (sum !== draft.crc32) throw new Error(`Spool file ${path} does not match its CRC`);
    } finally {
      spool.close();
    }
  }

  #path(segment: number): string {
    return `${this.#folder}/${segmentName(segment)}`;
  }
}
