import type { StatementSync } from 'node:sqlite';

import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import type { BlobDraft, BlobPlace } from '#store/blob.ts';
import type { CacheRecord, CacheWriter } from '#store/cache/cache.ts';
import type { Outcome, Pending } from '#store/engine/pending.ts';
import type { SqliteSession } from '#store/engine/sqlite-session.ts';
import { isFault, storeFailure } from '#store/engine/store-failure.ts';
import { mergeHints, type Watchers } from '#store/engine/watchers.ts';
import { relocateBlobs } from '#store/operations/blob/compaction-rows.ts';
import {
  type EngineState,
  openSegmentRow,
  sealSegmentRow,
  writeEngineState,
} from '#store/operations/blob/segment-rows.ts';
import { frameHeadBytes } from '#store/segments/frame.ts';
import type { SegmentEnd, SegmentWriter } from '#store/segments/segment-writer.ts';
import { Tx, type Work } from '#store/work.ts';

/** Writes in one commit: bounds how long the first of them waits for the last. */
const batchOperationsMax = 1_000;

/** Octets of bodies in one commit, with the same purpose; one larger body goes alone. */
const batchBytesMax = 8 * 1024 * 1024;

/** Writes that wait. Beyond it peers are told to come back: the disk does not keep up. */
const queueMax = 50_000;

/** What the writer works with. */
export type WriterParts = {
  readonly session: SqliteSession;
  readonly segments: SegmentWriter;
  readonly cache: CacheWriter | undefined;
  readonly watchers: Watchers;
  readonly clock: Clock;
  readonly log: Log;
  /** Octets free on the disk now; asked once per batch. */
  readonly freeBytes: () => number;
  /** Below this, bodies are refused (`store.full`); below half of it, all but what frees space. */
  readonly lowWaterBytes: number;
  readonly nextBlobId: number;
  /** WAL pages after which the writer copies them into the database. */
  readonly walPagesMax: number;
};

type Placed = { readonly write: Pending; readonly places: readonly BlobPlace[] };

/**
 * The one writer of a data directory: takes all that is queued, makes its bodies durable, runs its
 * operations in one transaction, commits, and only then answers.
 */
export class GroupCommit {
  readonly #parts: WriterParts;
  #queue: Pending[] = [];
  #records: CacheRecord[] = [];
  /** Segments left behind whose rows do not say so yet: their commit failed. */
  #unsealed: SegmentEnd[] = [];
  #nextBlobId: number;
  #running: Promise<void> | undefined;
  #tasks: (() => Promise<void>)[] = [];
  /** Asks how long the WAL is; made when it is first wanted. */
  #walState: StatementSync | undefined;
  #closed = false;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#nextBlobId = parts.nextBlobId;
  }

  /** Queues a write; it is answered through its `resolve` or `reject`, in the order of the queue. */
  submit(write: Pending): void {
    if (this.#closed) return write.reject(new Refusal('store.closed'));
    if (this.#queue.length >= queueMax) {
      this.#parts.log.error('Too many writes wait, refusing more', { waiting: queueMax });
      return write.reject(new Refusal('store.failed', `${queueMax} writes wait already`));
    }
    this.#queue.push(write);
    this.#wake();
  }

  /** Keeps a derived record some time soon. */
  keepRecord(record: CacheRecord): void {
    if (this.#closed || this.#records.length >= queueMax) return;
    this.#records.push(record);
    this.#wake();
  }

  /** Runs a task of the engine itself between two batches. */
  exclusive<T>(task: (writer: WriterParts) => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    if (this.#closed) reject(new Refusal('store.closed'));
    else {
      this.#tasks.push(() => task(this.#parts).then(resolve, reject));
      this.#wake();
    }
    return promise;
  }

  /** Refuses what comes, finishes what is queued. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  #wake(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // One turn later: everything that this turn of the loop brings goes into the first batch.
    await Promise.resolve();
    try {
      while (this.#queue.length > 0 || this.#tasks.length > 0 || this.#records.length > 0) {
        await this.#tasks.shift()?.();
        const batch = this.#take();
        if (batch.length > 0) await this.#batch(batch);
        this.#writeRecords();
        this.#checkpoint();
      }
    } finally {
      // In the same turn as the last look at the queue: no write may find a loop that is gone.
      this.#running = undefined;
    }
  }

  #take(): Pending[] {
    let bytes = 0;
    let count = 0;
    for (const write of this.#queue) {
      bytes += write.bytes;
      if (count > 0 && (count === batchOperationsMax || bytes > batchBytesMax)) break;
      count++;
    }
    if (count === this.#queue.length) {
      const all = this.#queue;
      this.#queue = [];
      return all;
    }
    return this.#queue.splice(0, count);
  }

  async #batch(batch: readonly Pending[]): Promise<void> {
    const admitted = this.#admit(batch);
    if (admitted.length === 0) return;
    let placed: Placed[];
    try {
      placed = await this.#place(admitted);
    } catch (error) {
      await this.#failed(admitted, error);
      return;
    }
    const outcomes = this.#commit(placed);
    this.#answer(placed, outcomes);
    this.#parts.segments.preallocate();
  }

  #admit(batch: readonly Pending[]): readonly Pending[] {
    const { log, lowWaterBytes } = this.#parts;
    const free = this.#parts.freeBytes();
    if (free >= lowWaterBytes) return batch;
    log.error('The disk is nearly full, refusing messages', { free, lowWaterBytes });
    return batch.filter((write) => {
      if (write.frees || (write.drafts.length === 0 && free >= lowWaterBytes / 2)) return true;
      write.reject(new Refusal('store.full', `Only ${free} octets are free on the disk`));
      return false;
    });
  }

  /** Makes the bodies durable; the rows that name them are committed afterwards (docs/decisions/0002). */
  async #place(batch: readonly Pending[]): Promise<Placed[]> {
    const { segments } = this.#parts;
    const drafts = batch.flatMap((write) => write.drafts);
    if (drafts.length === 0) return batch.map((write) => ({ write, places: [] }));
    const bytes = drafts.reduce((sum, draft) => sum + frameHeadBytes + draft.length, 0);
    await this.#makeRoom(bytes);
    const first = this.#nextBlobId;
    const ids = drafts.map((_, index) => first + index);
    const places = await segments.append(drafts, ids);
    this.#nextBlobId = first + drafts.length;
    await segments.sync();
    let at = 0;
    return batch.map((write) => {
      const from = at;
      at += write.drafts.length;
      return { write, places: places.slice(from, at) };
    });
  }

  /**
   * Goes on in the next segment when this one is full or its sync failed.
   *
   * No frame goes to a segment without a row: the next start would take its file for an orphan.
   */
  async #makeRoom(bytes: number): Promise<void> {
    const { segments } = this.#parts;
    if (segments.tainted || segments.isFullFor(bytes)) this.#unsealed.push(await segments.rotate());
    const unsealed = this.#unsealed;
    if (unsealed.length === 0) return;
    this.transact(function* (tx) {
      for (const { segment, offset } of unsealed) {
        yield* openSegmentRow(tx, segment);
        yield* sealSegmentRow(tx, { segment, bytes: offset });
      }
      yield* openSegmentRow(tx, segments.end.segment);
    });
    this.#unsealed = [];
  }

  /** Ends the segment before it is full, so that it can be compacted; inside {@link exclusive}. */
  async seal(): Promise<void> {
    this.#unsealed.push(await this.#parts.segments.rotate());
    await this.#makeRoom(0);
  }

  /** The writer's connection, for the engine's own work inside {@link exclusive}. */
  get session(): SqliteSession {
    return this.#parts.session;
  }

  /** Copies bodies behind the end, under their ids, and says in the rows where they are now. */
  async relocate(drafts: readonly BlobDraft[], blobIds: readonly number[]): Promise<void> {
    const { segments } = this.#parts;
    const bytes = drafts.reduce((sum, draft) => sum + frameHeadBytes + draft.length, 0);
    await this.#makeRoom(bytes);
    const places = await segments.append(drafts, blobIds);
    await segments.sync();
    this.transact((tx) => relocateBlobs(tx, places));
  }

  /** Runs a piece of the engine's own work in a transaction, and notes where the writer stands. */
  transact(work: (tx: Tx) => Work<void>): void {
    const { session, clock } = this.#parts;
    session.begin();
    try {
      const tx = new Tx(clock.now());
      session.drive(work(tx));
      session.drive(writeEngineState(tx, this.#state()));
      session.commit();
    } catch (error) {
      session.rollback();
      throw error;
    }
  }

  async #failed(batch: readonly Pending[], error: unknown): Promise<void> {
    const { log } = this.#parts;
    if (!isFault(error) && batch.length > 1) {
      // One of them handed in a broken draft: the others must not suffer.
      for (const write of batch) await this.#batch([write]);
      return;
    }
    if (!isFault(error)) {
      for (const write of batch) write.reject(error);
      return;
    }
    // When the sync failed, the next bodies begin a new file (`tainted`).
    log.error('Cannot write message bodies', { error });
    const bodiless = batch.filter((write) => write.drafts.length === 0);
    for (const write of batch) if (write.drafts.length > 0) write.reject(storeFailure(error));
    if (bodiless.length > 0) await this.#batch(bodiless);
  }

  #commit(batch: readonly Placed[]): Outcome[] {
    const { session, log } = this.#parts;
    try {
      return this.#transaction(batch);
    } catch (error) {
      session.rollback();
      if (batch.length > 1 && !isFault(error)) {
        return batch.flatMap((one) => this.#commit([one]));
      }
      if (!isFault(error)) return batch.map(() => ({ ok: false, error }));
      log.error('Commit failed', { error });
      return batch.map(() => ({ ok: false, error: storeFailure(error) }));
    }
  }

  #transaction(batch: readonly Placed[]): Outcome[] {
    const { session, clock } = this.#parts;
    const now = clock.now();
    const outcomes: Outcome[] = [];
    let bodies = false;
    session.begin();
    for (const { write, places } of batch) {
      const tx = new Tx(now, places);
      session.wrote = false;
      try {
        const output = session.drive(write.run(tx));
        outcomes.push({ ok: true, output, hints: tx.hints });
        bodies ||= places.length > 0;
      } catch (error) {
        if (session.wrote || isFault(error)) throw error;
        outcomes.push({ ok: false, error });
      }
    }
    if (bodies) session.drive(writeEngineState(new Tx(now), this.#state()));
    session.commit();
    return outcomes;
  }

  #answer(batch: readonly Placed[], outcomes: readonly Outcome[]): void {
    const hints = [];
    for (const [index, { write, places }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome === undefined) continue;
      if (!outcome.ok) {
        write.reject(outcome.error);
        continue;
      }
      write.resolve(outcome.output);
      hints.push(...outcome.hints);
      for (const [nth, place] of places.entries()) {
        const record = write.drafts[nth]?.record;
        if (record !== undefined) this.#records.push({ blobId: place.blobId, record });
      }
    }
    for (const hint of mergeHints(hints)) this.#parts.watchers.publish(hint);
  }

  /** The state row as it is now: every frame before that place is synced. */
  #state(): EngineState {
    return { ...this.#parts.segments.end, nextBlobId: this.#nextBlobId };
  }

  #writeRecords(): void {
    if (this.#records.length === 0) return;
    const records = this.#records;
    this.#records = [];
    try {
      this.#parts.cache?.keep(records);
    } catch (error) {
      this.#parts.log.warn('Cannot keep derived records', { error });
    }
  }

  /** Only the writer checkpoints: from a second thread the WAL would never start over. */
  #checkpoint(): void {
    const { database } = this.#parts.session;
    try {
      this.#walState ??= database.prepare('PRAGMA wal_checkpoint(NOOP)');
      const pages = this.#walState.get()?.['log'];
      if (typeof pages === 'number' && pages > this.#parts.walPagesMax) {
        database.exec('PRAGMA wal_checkpoint(PASSIVE)');
      }
    } catch (error) {
      this.#parts.log.warn('Cannot checkpoint', { error });
    }
  }
}
