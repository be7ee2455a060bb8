import { copyFile, type FileHandle, open, rm } from 'node:fs/promises';

import { Refusal } from '#base/refusal.ts';
import type { StoreRefusalCode } from '#store/store.ts';

/** Permission bits of a spool file: message text is nobody else's business. */
const spoolMode = 0o600;

/** Octets read at once: bounds memory and the time the loop is held. Our choice. */
const readOctets = 262_144;

/**
 * A body that is too long for memory, on its way into the store. Not durable: what was not filed
 * was not acknowledged, and the store empties the spool folder when it starts.
 */
export class SpoolFile implements AsyncDisposable {
  readonly path: string;
  readonly #handle: FileHandle;
  #length = 0;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** @throws {Refusal} {@link StoreRefusalCode} */
  static async create(path: string): Promise<SpoolFile> {
    return new SpoolFile(path, await asRefusal(open(path, 'wx+', spoolMode)));
  }

  get length(): number {
    return this.#length;
  }

  /** Writes at the end. @throws {Refusal} {@link StoreRefusalCode} */
  async append(octets: Uint8Array): Promise<void> {
    for (let done = 0; done < octets.length;) {
      const rest = octets.subarray(done);
      const { bytesWritten } = await asRefusal(
        this.#handle.write(rest, 0, rest.length, this.#length),
      );
      done += bytesWritten;
      this.#length += bytesWritten;
    }
  }

  /** Fills `target` from `offset` as far as there is something; returns the octets read. */
  async read(target: Uint8Array, offset: number): Promise<number> {
    const { bytesRead } = await asRefusal(this.#handle.read(target, 0, target.length, offset));
    return bytesRead;
  }

  /** Everything from `offset` on; each piece is an array of its own. @throws {Refusal} */
  async *octets(offset: number): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = offset; at < this.#length;) {
      const piece = new Uint8Array(Math.min(readOctets, this.#length - at));
      const count = await this.read(piece, at);
      if (count === 0) throw new Error(`Spool file ${this.path} ends at ${at}`);
      yield piece.subarray(0, count);
      at += count;
    }
  }

  /** Closes the file and leaves it to the store. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Closes and removes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close().catch(() => {});
    await removeSpool(this.path);
  }
}

/** Copies a closed spool file. @throws {Refusal} {@link StoreRefusalCode} */
export async function copySpool(from: string, to: string): Promise<void> {
  await asRefusal(copyFile(from, to));
}

/** Removes a spool file that nobody will file; it may be gone already. */
export async function removeSpool(path: string): Promise<void> {
  await rm(path, { force: true });
}

async function asRefusal<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const full = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    throw new Refusal<StoreRefusalCode>(
      full ? 'store.full' : 'store.failed',
      `Cannot use a spool file: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
