import fs from 'node:fs';

import type { BlobDraft, BlobPlace } from '#store/blob.ts';
import { BlobDamaged } from '#store/store.ts';

/** Message bodies and derived records of a store whose object store is still to come. */
export class MemoryBodies {
  readonly #bodies = new Map<number, Uint8Array>();
  readonly #records = new Map<number, Uint8Array>();
  #next: number;

  constructor(firstBlobId: number) {
    this.#next = firstBlobId;
  }

  keep(drafts: readonly BlobDraft[]): BlobPlace[] {
    return drafts.map(({ source, length, sha256, record }) => {
      const blobId = this.#next++;
      const bytes = 'bytes' in source ? source.bytes : fs.readFileSync(source.spoolPath);
      this.#bodies.set(blobId, bytes.slice());
      if (record !== undefined) this.#records.set(blobId, record);
      return { blobId, segment: 0, offset: 0, storedLength: length, length, sha256 };
    });
  }

  /** Forgets what an operation that failed brought along. */
  drop(places: readonly BlobPlace[]): void {
    for (const { blobId } of places) {
      this.#bodies.delete(blobId);
      this.#records.delete(blobId);
    }
  }

  /** @throws {BlobDamaged} When the body is of another run of the process. */
  read(place: BlobPlace): Uint8Array {
    const body = this.#bodies.get(place.blobId);
    if (body === undefined) throw new BlobDamaged(place);
    return body;
  }

  record(blobId: number): Uint8Array | undefined {
    return this.#records.get(blobId);
  }

  keepRecord(blobId: number, record: Uint8Array): void {
    if (this.#bodies.has(blobId)) this.#records.set(blobId, record);
  }
}
