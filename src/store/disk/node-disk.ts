import fs from 'node:fs';
import { promisify } from 'node:util';

import type { Disk, DiskFile, OpenMode } from '#base/disk.ts';

const readAsync = promisify(fs.read);
const writeAsync = promisify(fs.write);
const datasyncAsync = promisify(fs.fdatasync);

const flagsOf = {
  read: fs.constants.O_RDONLY,
  write: fs.constants.O_RDWR | fs.constants.O_CREAT,
  create: fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL,
} as const satisfies Record<OpenMode, number>;

/** Mode of new message files and folders: the server's user alone. */
const fileMode = 0o600;
const folderMode = 0o700;

/** The host's file system. */
export const nodeDisk: Disk = {
  open: (path, mode) => new NodeFile(path, fs.openSync(path, flagsOf[mode], fileMode)),
  list(folder) {
    try {
      return fs.readdirSync(folder);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  },
  makeFolder: (folder) => void fs.mkdirSync(folder, { recursive: true, mode: folderMode }),
  remove: (path) => fs.unlinkSync(path),
  rename: (from, to) => fs.renameSync(from, to),
  protect: (path, mode) => fs.chmodSync(path, mode),
  syncFolder(folder) {
    const handle = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  },
  freeBytes(path) {
    const facts = fs.statfsSync(path);
    return facts.bavail * facts.bsize;
  },
};

class NodeFile implements DiskFile {
  readonly path: string;
  readonly #handle: number;

  constructor(path: string, handle: number) {
    this.path = path;
    this.#handle = handle;
  }

  readSync(target: Uint8Array, offset: number): number {
    return fs.readSync(this.#handle, target, 0, target.length, offset);
  }

  async read(target: Uint8Array, offset: number): Promise<number> {
    const { bytesRead } = await readAsync(this.#handle, target, 0, target.length, offset);
    return bytesRead;
  }

  writeSync(source: Uint8Array, offset: number): void {
    for (let done = 0; done < source.length;) {
      done += fs.writeSync(this.#handle, source, done, source.length - done, offset + done);
    }
  }

  writevSync(pieces: readonly Uint8Array[], offset: number): void {
    let at = offset;
    for (let first = 0; first < pieces.length; first += piecesMax) {
      const some = pieces.slice(first, first + piecesMax);
      const wanted = some.reduce((sum, piece) => sum + piece.length, 0);
      const written = fs.writevSync(this.#handle, some, at);
      // A short write is rare (a signal, a full disk): the rest goes out, or throws, in one call.
      if (written < wanted) this.writeSync(Buffer.concat(some).subarray(written), at + written);
      at += wanted;
    }
  }

  async write(source: Uint8Array, offset: number): Promise<void> {
    for (let done = 0; done < source.length;) {
      const rest = source.length - done;
      done += (await writeAsync(this.#handle, source, done, rest, offset + done)).bytesWritten;
    }
  }

  async datasync(): Promise<void> {
    await datasyncAsync(this.#handle);
  }

  datasyncSync(): void {
    fs.fdatasyncSync(this.#handle);
  }

  truncateSync(length: number): void {
    fs.ftruncateSync(this.#handle, length);
  }

  sizeSync(): number {
    return fs.fstatSync(this.#handle).size;
  }

  close(): void {
    fs.closeSync(this.#handle);
  }
}

/** Pieces in one writev: the kernel's own limit (IOV_MAX). */
const piecesMax = 1024;
