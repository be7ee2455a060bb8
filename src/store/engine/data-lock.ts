import { DatabaseSync } from 'node:sqlite';

/** The data directory belongs to another process, or to another store of this one. */
export class DataInUse extends Error {
  override readonly name = 'DataInUse';
}

/** Holds a data directory for this process, until closed or the process ends, however it ends. */
export class DataLock {
  readonly #database: DatabaseSync;

  /** @throws {DataInUse} When another process, or another store of this one, has the directory. */
  constructor(folder: string) {
    // SQLite's exclusive lock is a lock of the kernel: it goes with the process, also by SIGKILL.
    this.#database = new DatabaseSync(`${folder}/lock.db`, { timeout: 0 });
    try {
      this.#database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    } catch {
      this.#database.close();
      throw new DataInUse(
        `Cannot open the data directory ${folder}: another Postamt uses it; stop that one first`,
      );
    }
  }

  close(): void {
    this.#database.close();
  }
}
