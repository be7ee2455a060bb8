import type { BlobDraft, BlobPlace } from '#store/blob.ts';
import type { ReadOperation, WriteOperation } from '#store/operation.ts';
import type { ChangeHint } from '#store/work.ts';

/** Refusals of the store itself, whatever the operation. */
export type StoreRefusalCode =
  /** The disk is below its low-water mark; try later (RFC 3463 §3.4, 4.3.1). */
  | 'store.full'
  /** The disk or the engine failed; nothing of the operation was kept. */
  | 'store.failed'
  /** The server stops. */
  | 'store.closed';

/** Somebody listens to an account's changes. */
export type Watch = {
  /** Resolves once the listener hears of every change that is committed from then on. */
  readonly started: Promise<void>;
  readonly stop: () => void;
};

/** Mail state as core sees it: operations, bodies, derived records and change hints. */
export interface Store {
  /** Runs a read on a consistent snapshot. Sees every write that was answered before. */
  read<Input, Output>(operation: ReadOperation<Input, Output>, input: Input): Promise<Output>;

  /**
   * Runs a write in the next group commit; resolves when it is durable.
   *
   * @param blobs Bodies that the operation files; it finds their places in `tx.blobs`.
   * @throws {Refusal} The operation's, or a {@link StoreRefusalCode}.
   */
  write<Input, Output>(
    operation: WriteOperation<Input, Output>,
    input: Input,
    blobs?: readonly BlobDraft[],
  ): Promise<Output>;

  /** The whole body, checked against its CRC. @throws {BlobDamaged} */
  readBlob(place: BlobPlace): Promise<Uint8Array>;

  /** Octets `start` to `end` of the body (`end` exclusive, clipped), of a body that was checked. */
  readBlobSlice(place: BlobPlace, start: number, end: number): Promise<Uint8Array>;

  /** Derived records by blob id, undefined where cache.db has none (yet). In the order asked. */
  readRecords(blobIds: readonly number[]): Promise<readonly (Uint8Array | undefined)[]>;

  /** Keeps a derived record that was made anew; best effort, not durable. */
  keepRecord(blobId: number, record: Uint8Array): void;

  /** Calls `listener` after each commit that changed the account. */
  watch(accountId: number, listener: (hint: ChangeHint) => void): Watch;

  /** A fresh path for a spool file on the file system of the segments. */
  spoolPath(): string;
}

/** A frame whose octets do not match their CRC: bit rot, reported and never served. */
export class BlobDamaged extends Error {
  override readonly name = 'BlobDamaged';
  readonly place: BlobPlace;

  constructor(place: BlobPlace) {
    super(`Blob ${place.blobId} in segment ${place.segment} at ${place.offset} is damaged`);
    this.place = place;
  }
}
