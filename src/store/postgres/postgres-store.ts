import { randomUUID } from 'node:crypto';

import type { Pool, PoolClient } from 'pg';

import type { Clock } from '#base/clock.ts';
import { Refusal } from '#base/refusal.ts';
import type { BlobDraft, BlobPlace } from '#store/blob.ts';
import { mergeHints, Watchers } from '#store/engine/watchers.ts';
import type { ReadOperation, WriteOperation } from '#store/operation.ts';
import type { MemoryBodies } from '#store/postgres/memory-bodies.ts';
import { isConflict, withoutFault } from '#store/postgres/postgres-fault.ts';
import { PostgresSession } from '#store/postgres/postgres-session.ts';
import type { Store, Watch } from '#store/store.ts';
import { type ChangeHint, Tx } from '#store/work.ts';

/** Times one write is tried while others are in its way; each time at least one of them commits. */
const attemptsMax = 50;

const beginRead = 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY';
const beginWrite = 'BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE';

export type PostgresParts = {
  readonly pool: Pool;
  readonly bodies: MemoryBodies;
  readonly clock: Clock;
  /** Where spool files go. */
  readonly spoolFolder: string;
};

/**
 * A store in a PostgreSQL database, one transaction per write. Message bodies live in this process's
 * memory until they get their object store: what is filed survives a restart, its body does not.
 */
export class PostgresStore implements Store {
  readonly #parts: PostgresParts;
  readonly #session = new PostgresSession();
  readonly #watchers = new Watchers();
  #closing: Promise<void> | undefined;

  constructor(parts: PostgresParts) {
    this.#parts = parts;
  }

  async read<Input, Output>(
    operation: ReadOperation<Input, Output>,
    input: Input,
  ): Promise<Output> {
    return this.#transact(beginRead, (client) => {
      const tx = new Tx(this.#parts.clock.now());
      return this.#session.drive(client, operation.body(tx, input));
    });
  }

  async write<Input, Output>(
    operation: WriteOperation<Input, Output>,
    input: Input,
    drafts: readonly BlobDraft[] = [],
  ): Promise<Output> {
    const places = this.#parts.bodies.keep(drafts);
    try {
      for (let attempt = 1; ; attempt++) {
        // A new Tx each time: the hints of an attempt that failed are of no worth.
        const tx = new Tx(this.#parts.clock.now(), places);
        try {
          const output = await this.#transact(beginWrite, (client) =>
            this.#session.drive(client, operation.body(tx, input)),
          );
          for (const hint of mergeHints(tx.hints)) this.#watchers.publish(hint);
          return output;
        } catch (error) {
          if (!isConflict(error) || attempt === attemptsMax) throw withoutFault(error);
        }
      }
    } catch (error) {
      this.#parts.bodies.drop(places);
      throw error;
    }
  }

  async #transact<T>(begin: string, action: (client: PoolClient) => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) throw new Refusal('store.closed');
    const client = await this.#parts.pool.connect().catch((error: unknown) => {
      throw withoutFault(error);
    });
    let broken = false;
    try {
      await client.query(begin);
      const output = await action(client);
      await client.query('COMMIT');
      return output;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async readBlob(place: BlobPlace): Promise<Uint8Array> {
    return this.#parts.bodies.read(place);
  }

  async readBlobSlice(place: BlobPlace, start: number, end: number): Promise<Uint8Array> {
    return this.#parts.bodies.read(place).subarray(Math.max(0, start), Math.max(0, start, end));
  }

  async readRecords(blobIds: readonly number[]): Promise<readonly (Uint8Array | undefined)[]> {
    return blobIds.map((blobId) => this.#parts.bodies.record(blobId));
  }

  keepRecord(blobId: number, record: Uint8Array): void {
    this.#parts.bodies.keepRecord(blobId, record);
  }

  watch(accountId: number, listener: (hint: ChangeHint) => void): Watch {
    return this.#watchers.watch(accountId, listener);
  }

  spoolPath(): string {
    return `${this.#parts.spoolFolder}/${randomUUID()}`;
  }

  /** Waits for the transactions under way. */
  close(): Promise<void> {
    this.#closing ??= this.#parts.pool.end();
    return this.#closing;
  }
}
