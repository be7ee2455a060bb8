import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** A range is read whole when at most this many rows per wanted one lie in it. */
const rangeWasteMax = 4;

/** Reads derived records. One per thread. */
export class CacheReader {
  readonly #database: DatabaseSync;
  readonly #one: StatementSync;
  readonly #range: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#one = database.prepare('SELECT record FROM record WHERE blob_id = ?1');
    this.#one.setReturnArrays(true);
    this.#range = database.prepare(
      'SELECT blob_id, record FROM record WHERE blob_id BETWEEN ?1 AND ?2',
    );
    this.#range.setReturnArrays(true);
  }

  /** Records in the order asked; undefined where there is none. */
  read(blobIds: readonly number[]): readonly (Uint8Array | undefined)[] {
    const low = blobIds.reduce((least, id) => Math.min(least, id), Infinity);
    const high = blobIds.reduce((most, id) => Math.max(most, id), 0);
    if (blobIds.length > 2 && high - low < blobIds.length * rangeWasteMax) {
      const rows = new Map(this.#range.all(low, high) as unknown as [number, Uint8Array][]);
      return blobIds.map((blobId) => rows.get(blobId));
    }
    return blobIds.map(
      (blobId) => (this.#one.get(blobId) as unknown as [Uint8Array] | undefined)?.[0],
    );
  }

  close(): void {
    this.#database.close();
  }
}
