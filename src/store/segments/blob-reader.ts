import { crc32 } from 'node:zlib';

import type { Disk, DiskFile } from '#base/disk.ts';
import type { BlobPlace } from '#store/blob.ts';
import { decodeFrameHead, frameHeadBytes } from '#store/segments/frame.ts';
import { segmentName } from '#store/segments/segment-name.ts';
import { BlobDamaged } from '#store/store.ts';

/** Octets read ahead for a reader that goes through a segment in order. */
const windowBytes = 512 * 1024;

/** Windows kept: 8 MiB per thread. */
const windowsMax = 16;

/** Octets a reader may skip and still count as going in order: other accounts' mail between his. */
const gapBytesMax = 128 * 1024;

/** Segment files held open per thread. */
const filesMax = 64;

/** Large bodies remembered as checked, for slices: 8 octets each. */
const checkedMax = 10_000;

/** Bodies up to this length are read whole for a slice. */
const wholeBytesMax = 256 * 1024;

type Window = { readonly segment: number; readonly from: number; octets: Promise<Uint8Array> };

/** Looks up where a blob is now; undefined when it was erased. */
export type Relocate = (blobId: number) => BlobPlace | undefined;

/** Reads bodies from segment files, each checked against its CRC. One per thread. */
export class BlobReader {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #relocate: Relocate;
  readonly #files = new Map<number, DiskFile>();
  readonly #windows: Window[] = [];
  readonly #ends: { readonly segment: number; readonly offset: number }[] = [];
  readonly #checked = new Set<number>();

  constructor(disk: Disk, folder: string, relocate: Relocate) {
    this.#disk = disk;
    this.#folder = folder;
    this.#relocate = relocate;
  }

  /** The whole body. Its octets share memory with its neighbours': do not keep them for long. */
  async read(place: BlobPlace): Promise<Uint8Array> {
    const body = check(place, await this.#frame(place).catch(absentIsEmpty));
    return body ?? this.#reread(place);
  }

  /** Octets `start` to `end` of the body. */
  async readSlice(place: BlobPlace, start: number, end: number): Promise<Uint8Array> {
    const from = Math.max(0, Math.min(start, place.length));
    const to = Math.max(from, Math.min(end, place.length));
    if (place.length <= wholeBytesMax) return (await this.read(place)).subarray(from, to);
    if (!this.#checked.has(place.blobId)) {
      // Whole, once: the CRC covers the body, and a slice must not be served unchecked.
      const body = await this.read(place);
      this.#remember(place.blobId);
      return body.slice(from, to);
    }
    try {
      return await this.#octets(place.segment, place.offset + frameHeadBytes + from, to - from);
    } catch {
      return (await this.read(place)).slice(from, to);
    }
  }

  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
    this.#windows.length = 0;
  }

  /** A second look, past the windows, then at where compaction may have moved the blob. */
  async #reread(place: BlobPlace): Promise<Uint8Array> {
    const bytes = frameHeadBytes + place.storedLength;
    const again = await this.#octets(place.segment, place.offset, bytes).catch(absentIsEmpty);
    const body = check(place, again);
    if (body !== undefined) return body;
    const now = this.#relocate(place.blobId);
    if (now === undefined || (now.segment === place.segment && now.offset === place.offset)) {
      throw new BlobDamaged(place);
    }
    const moved = await this.#octets(now.segment, now.offset, bytes).catch(absentIsEmpty);
    const found = check(now, moved);
    if (found === undefined) throw new BlobDamaged(now);
    return found;
  }

  async #frame(place: BlobPlace): Promise<Uint8Array> {
    const { segment, offset } = place;
    const bytes = frameHeadBytes + place.storedLength;
    for (const window of this.#windows) {
      const at = offset - window.from;
      if (window.segment !== segment || at < 0 || at + bytes > windowBytes) continue;
      const octets = await window.octets;
      if (at + bytes > octets.length) break;
      this.#advance(segment, offset, bytes);
      return octets.subarray(at, at + bytes);
    }
    const inOrder = this.#advance(segment, offset, bytes);
    if (!inOrder || bytes > windowBytes / 4) return this.#octets(segment, offset, bytes);
    const octets = this.#octets(segment, offset, windowBytes);
    const window = { segment, from: offset, octets };
    octets.catch(() => this.#windows.splice(this.#windows.indexOf(window), 1));
    if (this.#windows.unshift(window) > windowsMax) this.#windows.pop();
    return (await octets).subarray(0, bytes);
  }

  /** Notes how far a reader came. True when somebody read just before this place. */
  #advance(segment: number, offset: number, bytes: number): boolean {
    const next = { segment, offset: offset + bytes };
    const known = this.#ends.findIndex(
      (end) =>
        end.segment === segment && offset >= end.offset && offset - end.offset <= gapBytesMax,
    );
    if (known >= 0) {
      this.#ends[known] = next;
      return true;
    }
    if (this.#ends.unshift(next) > windowsMax) this.#ends.pop();
    return false;
  }

  async #octets(segment: number, offset: number, bytes: number): Promise<Uint8Array> {
    const target = Buffer.allocUnsafeSlow(bytes);
    const count = await this.#file(segment).read(target, offset);
    return target.subarray(0, count);
  }

  #file(segment: number): DiskFile {
    let file = this.#files.get(segment);
    if (file === undefined) {
      file = this.#disk.open(`${this.#folder}/${segmentName(segment)}`, 'read');
      if (this.#files.size === filesMax) this.#dropOldest();
    } else {
      this.#files.delete(segment);
    }
    this.#files.set(segment, file);
    return file;
  }

  #dropOldest(): void {
    const [oldest] = this.#files;
    if (oldest === undefined) return;
    this.#files.delete(oldest[0]);
    // A read may still be under way on the handle; the pool finishes it within its turn.
    setTimeout(() => oldest[1].close(), closeDelayMs).unref();
  }

  #remember(blobId: number): void {
    if (this.#checked.size === checkedMax) this.#checked.clear();
    this.#checked.add(blobId);
  }
}

/** How long a file that is no longer wanted stays open for reads under way. */
const closeDelayMs = 60_000;

/** The body in a frame, if the frame is that blob's and whole. */
function check(place: BlobPlace, frame: Uint8Array): Uint8Array | undefined {
  const head = decodeFrameHead(frame);
  if (head === undefined || head.blobId !== place.blobId) return undefined;
  const body = frame.subarray(frameHeadBytes, frameHeadBytes + head.storedLength);
  if (body.length !== place.storedLength || crc32(body) !== head.crc32) return undefined;
  return body;
}

/** A segment that compaction removed reads as nothing; other faults of the disk are reported. */
function absentIsEmpty(error: unknown): Uint8Array {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
    return new Uint8Array(0);
  throw error;
}
