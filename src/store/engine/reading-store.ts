import type { BlobPlace } from '#store/blob.ts';
import type { Reading } from '#store/engine/reading.ts';
import type { ReadOperation } from '#store/operation.ts';
import type { Store } from '#store/store.ts';

/** The half of a store that reads for itself, wherever its writer is. */
export abstract class ReadingStore implements Omit<Store, 'write' | 'keepRecord' | 'watch'> {
  protected readonly reading: Reading;

  constructor(reading: Reading) {
    this.reading = reading;
  }

  async read<Input, Output>(
    operation: ReadOperation<Input, Output>,
    input: Input,
  ): Promise<Output> {
    return this.reading.read(operation, input);
  }

  readBlob(place: BlobPlace): Promise<Uint8Array> {
    return this.reading.blobs.read(place);
  }

  readBlobSlice(place: BlobPlace, start: number, end: number): Promise<Uint8Array> {
    return this.reading.blobs.readSlice(place, start, end);
  }

  async readRecords(blobIds: readonly number[]): Promise<readonly (Uint8Array | undefined)[]> {
    return this.reading.records.read(blobIds);
  }

  spoolPath(): string {
    return this.reading.spoolPath();
  }
}
