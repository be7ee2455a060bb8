import { DatabaseSync } from 'node:sqlite';

/** First SQLite without the WAL-reset corruption. */
const versionMin = [3, 51, 3] as const;

/** How long a statement waits for another connection of this process, in milliseconds. */
const busyMsMax = 5_000;

/** @throws {Error} When this Node carries an SQLite that can damage databases. */
export function requireSqlite(version: string = process.versions.sqlite ?? '0'): void {
  const parts = version.split('.').map(Number);
  for (const [index, least] of versionMin.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new Error(
        `Cannot use SQLite ${version}: it can damage databases; run a Node with SQLite ` +
          `${versionMin.join('.')} or newer`,
      );
    }
  }
}

/** Opens meta.db for the writer (docs/internals/meta-db.md). `:memory:` for tests. */
export function openForWriting(path: string): DatabaseSync {
  requireSqlite();
  const database = new DatabaseSync(path, { timeout: busyMsMax });
  database.exec(`
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA cache_size = -65536;
  `);
  // Its end may stand in the page cache only, after a sync that failed (docs/decisions/0003).
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return database;
}

/** Opens a database for reading only. */
export function openForReading(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyMsMax });
  database.exec('PRAGMA cache_size = -16384; PRAGMA query_only = 1');
  return database;
}
