import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** A derived record and the blob that it is of. */
export type CacheRecord = { readonly blobId: number; readonly record: Uint8Array };

/** cache.db on the writer: derived records that can be made again (docs/internals/cache.md). */
export class CacheWriter {
  readonly database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #ids: StatementSync;
  readonly #delete: StatementSync;
  readonly #bootId: string;

  /** @param bootId Changes when the host starts: unsynced pages outlive only the process. */
  constructor(path: string, bootId: string) {
    this.#bootId = bootId;
    this.database = new DatabaseSync(path, { timeout: busyMsMax });
    this.database.exec(`
      PRAGMA page_size = 8192;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = FAST;
      CREATE TABLE IF NOT EXISTS record (blob_id INTEGER NOT NULL PRIMARY KEY, record BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS cache_state (id INTEGER NOT NULL PRIMARY KEY, open_since TEXT NOT NULL);
    `);
    const state = this.database.prepare('SELECT open_since AS "boot" FROM cache_state').get();
    const boot = state?.['boot'];
    if (typeof boot === 'string' && boot !== '' && boot !== bootId) {
      this.database.close();
      throw new CacheStale(path);
    }
    this.#setState(bootId);
    this.database.exec('PRAGMA synchronous = OFF');
    this.#insert = this.database.prepare(
      `INSERT INTO record (blob_id, record) VALUES (?1, ?2)
       ON CONFLICT (blob_id) DO UPDATE SET record = excluded.record`,
    );
    this.#ids = this.database.prepare(
      'SELECT blob_id FROM record WHERE blob_id > ?1 ORDER BY blob_id LIMIT ?2',
    );
    this.#ids.setReturnArrays(true);
    this.#delete = this.database.prepare('DELETE FROM record WHERE blob_id = ?1');
  }

  /** Keeps records, all in one transaction. */
  keep(records: readonly CacheRecord[]): void {
    this.#transact(() => {
      for (const { blobId, record } of records) this.#insert.run(blobId, record);
    });
  }

  /** Blobs behind one that have a record, in the order of their ids. */
  blobIds(after: number, limit: number): readonly number[] {
    const rows = this.#ids.all(after, limit) as unknown as [number][];
    return rows.map(([blobId]) => blobId);
  }

  /** Removes records, all in one transaction. */
  forget(blobIds: readonly number[]): void {
    this.#transact(() => {
      for (const blobId of blobIds) this.#delete.run(blobId);
    });
  }

  close(): void {
    this.database.exec('PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)');
    this.#setState('');
    this.database.close();
  }

  #transact(work: () => void): void {
    this.database.exec('BEGIN');
    try {
      work();
      this.database.exec('COMMIT');
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }

  #setState(open: string): void {
    this.database
      .prepare(
        `INSERT INTO cache_state (id, open_since) VALUES (1, ?1)
         ON CONFLICT (id) DO UPDATE SET open_since = excluded.open_since`,
      )
      .run(open === '' ? '' : this.#bootId);
  }
}

/** The host went down while cache.db was open without syncs: its pages can not be trusted. */
class CacheStale extends Error {
  override readonly name = 'CacheStale';

  constructor(path: string) {
    super(`The cache ${path} was open when the host went down`);
  }
}

/** How long a statement waits for another connection, in milliseconds. */
const busyMsMax = 5_000;
