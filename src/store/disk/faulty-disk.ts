import type { Disk, DiskFile, OpenMode } from '#base/disk.ts';

/** Calls that can be made to fail. */
export type FaultyCall = 'open' | 'read' | 'write' | 'datasync';

type Fault = { readonly call: FaultyCall; readonly code: string; left: number; times: number };

/** A disk that fails at chosen calls, as a full or broken one does. For tests. */
export class FaultyDisk implements Disk {
  readonly #disk: Disk;
  readonly #faults: Fault[] = [];
  /** What {@link freeBytes} answers instead of the disk's own number. */
  freeBytesNow: number | undefined;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /**
   * Lets `call` fail with the system error `code` (ENOSPC, EIO), after `after` more calls that
   * succeed, for `times` calls. A failing write leaves the first half of its octets behind.
   */
  fail(call: FaultyCall, code: string, { after = 0, times = 1 } = {}): void {
    this.#faults.push({ call, code, left: after, times });
  }

  open(path: string, mode: OpenMode): DiskFile {
    this.check('open', path);
    return new FaultyFile(this, this.#disk.open(path, mode));
  }

  list(folder: string): readonly string[] {
    return this.#disk.list(folder);
  }

  makeFolder(folder: string): void {
    this.#disk.makeFolder(folder);
  }

  remove(path: string): void {
    this.#disk.remove(path);
  }

  rename(from: string, to: string): void {
    this.#disk.rename(from, to);
  }

  protect(path: string, mode: number): void {
    this.#disk.protect(path, mode);
  }

  syncFolder(folder: string): void {
    this.#disk.syncFolder(folder);
  }

  freeBytes(path: string): number {
    return this.freeBytesNow ?? this.#disk.freeBytes(path);
  }

  /** @throws {Error} When a planted fault is due for this call. */
  check(call: FaultyCall, path: string): void {
    for (const fault of this.#faults) {
      if (fault.call !== call || fault.times === 0) continue;
      if (fault.left > 0) {
        fault.left--;
        continue;
      }
      fault.times--;
      throw Object.assign(new Error(`${fault.code}: ${call} ${path}`), { code: fault.code });
    }
  }
}

class FaultyFile implements DiskFile {
  readonly path: string;
  readonly #disk: FaultyDisk;
  readonly #file: DiskFile;

  constructor(disk: FaultyDisk, file: DiskFile) {
    this.path = file.path;
    this.#disk = disk;
    this.#file = file;
  }

  readSync(target: Uint8Array, offset: number): number {
    this.#disk.check('read', this.path);
    return this.#file.readSync(target, offset);
  }

  async read(target: Uint8Array, offset: number): Promise<number> {
    this.#disk.check('read', this.path);
    return this.#file.read(target, offset);
  }

  writeSync(source: Uint8Array, offset: number): void {
    try {
      this.#disk.check('write', this.path);
    } catch (error) {
      this.#file.writeSync(source.subarray(0, source.length >> 1), offset);
      throw error;
    }
    this.#file.writeSync(source, offset);
  }

  writevSync(pieces: readonly Uint8Array[], offset: number): void {
    this.writeSync(Buffer.concat(pieces), offset);
  }

  async write(source: Uint8Array, offset: number): Promise<void> {
    this.writeSync(source, offset);
  }

  async datasync(): Promise<void> {
    this.#disk.check('datasync', this.path);
    await this.#file.datasync();
  }

  datasyncSync(): void {
    this.#disk.check('datasync', this.path);
    this.#file.datasyncSync();
  }

  truncateSync(length: number): void {
    this.#file.truncateSync(length);
  }

  sizeSync(): number {
    return this.#file.sizeSync();
  }

  close(): void {
    this.#file.close();
  }
}
