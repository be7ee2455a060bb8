import { DatabaseSync } from 'node:sqlite';

import { type Clock, systemClock } from '#base/clock.ts';
import type { BlobDraft, BlobPlace } from '#store/blob.ts';
import { SqliteSession } from '#store/engine/sqlite-session.ts';
import type { ReadOperation, WriteOperation } from '#store/operation.ts';
import { createStatements } from '#store/schema/table.ts';
import { tables } from '#store/schema/tables.ts';
import type { Store } from '#store/store.ts';
import { type ChangeHint, Tx } from '#store/work.ts';

/** A whole store in memory: the same operations on SQLite, bodies in a list. For tests. */
export class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #session: SqliteSession;
  readonly #bodies: Uint8Array[] = [];
  readonly #records = new Map<number, Uint8Array>();
  readonly #watchers = new Map<number, Set<(hint: ChangeHint) => void>>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
    const database = new DatabaseSync(':memory:');
    for (const sql of createStatements(tables, 'sqlite')) database.exec(sql);
    this.#session = new SqliteSession(database);
  }

  async read<Input, Output>(
    operation: ReadOperation<Input, Output>,
    input: Input,
  ): Promise<Output> {
    return this.#session.drive(operation.body(new Tx(this.#clock.now()), input));
  }

  async write<Input, Output>(
    operation: WriteOperation<Input, Output>,
    input: Input,
    blobs: readonly BlobDraft[] = [],
  ): Promise<Output> {
    const tx = new Tx(
      this.#clock.now(),
      blobs.map((draft) => this.#place(draft)),
    );
    const { database } = this.#session;
    database.exec('BEGIN');
    let output: Output;
    try {
      output = structuredClone(this.#session.drive(operation.body(tx, structuredClone(input))));
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
    database.exec('COMMIT');
    for (const hint of tx.hints) {
      for (const watcher of this.#watchers.get(hint.accountId) ?? []) watcher(hint);
    }
    return output;
  }

  async readBlob(place: BlobPlace): Promise<Uint8Array> {
    return this.#bodies[place.blobId - 1] ?? new Uint8Array(0);
  }

  async readBlobSlice(place: BlobPlace, start: number, end: number): Promise<Uint8Array> {
    return (await this.readBlob(place)).subarray(start, end);
  }

  async readRecords(blobIds: readonly number[]): Promise<readonly (Uint8Array | undefined)[]> {
    return blobIds.map((blobId) => this.#records.get(blobId));
  }

  keepRecord(blobId: number, record: Uint8Array): void {
    this.#records.set(blobId, record);
  }

  watch(accountId: number, listener: (hint: ChangeHint) => void): () => void {
    const watchers = this.#watchers.get(accountId) ?? new Set();
    this.#watchers.set(accountId, watchers.add(listener));
    return () => watchers.delete(listener);
  }

  spoolPath(): string {
    throw new Error('A memory store has no spool');
  }

  #place(draft: BlobDraft): BlobPlace {
    if (!('bytes' in draft.source)) throw new Error('A memory store takes no spool files');
    const blobId = this.#bodies.push(draft.source.bytes);
    if (draft.record !== undefined) this.#records.set(blobId, draft.record);
    const { length, sha256 } = draft;
    return { blobId, segment: 1, offset: 0, storedLength: length, length, sha256 };
  }
}
