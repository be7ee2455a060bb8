import type { Disk, DiskFile, OpenMode } from '#base/disk.ts';

/** Octets that a memory disk pretends to have free. */
const freeBytesAlways = 2 ** 40;

/** Files in memory, for tests and for the memory store. Folders exist when a file is in them. */
export class MemoryDisk implements Disk {
  readonly #files = new Map<string, Content>();

  open(path: string, mode: OpenMode): DiskFile {
    let content = this.#files.get(path);
    if (content !== undefined && mode === 'create') throw fault('EEXIST', path);
    if (content === undefined) {
      if (mode === 'read') throw fault('ENOENT', path);
      content = new Content();
      this.#files.set(path, content);
    }
    return new MemoryFile(path, content);
  }

  list(folder: string): readonly string[] {
    const prefix = `${folder}/`;
    return [...this.#files.keys()]
      .filter((path) => path.startsWith(prefix) && !path.slice(prefix.length).includes('/'))
      .map((path) => path.slice(prefix.length));
  }

  makeFolder(): void {}

  remove(path: string): void {
    if (!this.#files.delete(path)) throw fault('ENOENT', path);
  }

  rename(from: string, to: string): void {
    const content = this.#files.get(from);
    if (content === undefined) throw fault('ENOENT', from);
    this.#files.delete(from);
    this.#files.set(to, content);
  }

  protect(): void {}

  syncFolder(): void {}

  freeBytes(): number {
    return freeBytesAlways;
  }
}

function fault(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/** Octets that grow by doubling. */
class Content {
  octets = new Uint8Array(0);
  length = 0;

  reserve(length: number): void {
    if (length > this.octets.length) {
      const larger = new Uint8Array(Math.max(length, this.octets.length * 2));
      larger.set(this.octets.subarray(0, this.length));
      this.octets = larger;
    }
    this.length = Math.max(this.length, length);
  }
}

class MemoryFile implements DiskFile {
  readonly path: string;
  readonly #content: Content;

  constructor(path: string, content: Content) {
    this.path = path;
    this.#content = content;
  }

  readSync(target: Uint8Array, offset: number): number {
    const { octets, length } = this.#content;
    const some = octets.subarray(offset, Math.min(length, offset + target.length));
    target.set(some);
    return some.length;
  }

  async read(target: Uint8Array, offset: number): Promise<number> {
    return this.readSync(target, offset);
  }

  writeSync(source: Uint8Array, offset: number): void {
    this.#content.reserve(offset + source.length);
    this.#content.octets.set(source, offset);
  }

  writevSync(pieces: readonly Uint8Array[], offset: number): void {
    let at = offset;
    for (const piece of pieces) {
      this.writeSync(piece, at);
      at += piece.length;
    }
  }

  async write(source: Uint8Array, offset: number): Promise<void> {
    this.writeSync(source, offset);
  }

  async datasync(): Promise<void> {}

  datasyncSync(): void {}

  truncateSync(length: number): void {
    this.#content.octets.fill(0, length, this.#content.length);
    this.#content.reserve(length);
    this.#content.length = length;
  }

  sizeSync(): number {
    return this.#content.length;
  }

  close(): void {}
}
