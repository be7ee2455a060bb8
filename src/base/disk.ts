/** One open file. Offsets and lengths are octets; every call throws the system's error with its `code`. */
export interface DiskFile {
  readonly path: string;
  /** Reads into `target` from `offset`; returns the octets read, 0 at the end. */
  readSync(target: Uint8Array, offset: number): number;
  /** The same without blocking the loop. */
  read(target: Uint8Array, offset: number): Promise<number>;
  /** Writes the whole of `source` at `offset`, or throws. */
  writeSync(source: Uint8Array, offset: number): void;
  /** Writes the pieces one after another from `offset` in as few calls as possible, or throws. */
  writevSync(pieces: readonly Uint8Array[], offset: number): void;
  write(source: Uint8Array, offset: number): Promise<void>;
  /** Makes data durable (fdatasync). A failure is final for this file (DESIGN.md, section 7). */
  datasync(): Promise<void>;
  datasyncSync(): void;
  truncateSync(length: number): void;
  sizeSync(): number;
  close(): void;
}

/** How a file is opened: `create` fails when it exists, `write` opens or creates, `read` needs it. */
export type OpenMode = 'read' | 'write' | 'create';

/** The file system under the message files; tests pass one that is full, torn or broken. */
export interface Disk {
  open(path: string, mode: OpenMode): DiskFile;
  /** Names in the folder, unsorted; empty when there is no such folder. */
  list(folder: string): readonly string[];
  makeFolder(folder: string): void;
  remove(path: string): void;
  rename(from: string, to: string): void;
  /** Sets the permission bits, as 0o444 for a sealed segment. */
  protect(path: string, mode: number): void;
  /** Makes creations, renames and removals in the folder durable. */
  syncFolder(folder: string): void;
  /** Octets free for an ordinary user on the file system of `path`. */
  freeBytes(path: string): number;
}
