import type { BlobDraft } from '#store/blob.ts';
import type { GroupCommit } from '#store/engine/group-commit.ts';
import { pendingWrite } from '#store/engine/pending.ts';
import { ReadingStore } from '#store/engine/reading-store.ts';
import type { Reading } from '#store/engine/reading.ts';
import type { Watchers } from '#store/engine/watchers.ts';
import type { WriteOperation } from '#store/operation.ts';
import type { Store, Watch } from '#store/store.ts';
import type { ChangeHint } from '#store/work.ts';

/** What a store on the writer's own thread is made of. */
export type LocalParts = {
  readonly writer: GroupCommit;
  readonly reading: Reading;
  readonly watchers: Watchers;
  /** Compacts one segment, if one is worth it. */
  readonly compact: () => Promise<number | undefined>;
  /** Runs after the last write. */
  readonly close: () => Promise<void>;
};

/** A store whose writer runs on this thread (`threads = 0`, the CLI, tests). */
export class LocalStore extends ReadingStore implements Store {
  readonly #parts: LocalParts;
  #closing: Promise<void> | undefined;

  constructor(parts: LocalParts) {
    super(parts.reading);
    this.#parts = parts;
  }

  write<Input, Output>(
    operation: WriteOperation<Input, Output>,
    input: Input,
    drafts: readonly BlobDraft[] = [],
  ): Promise<Output> {
    return new Promise<Output>((resolve, reject) => {
      const answer = (output: unknown): void => resolve(output as Output);
      const write = pendingWrite(operation, input, { drafts, resolve: answer, reject });
      this.#parts.writer.submit(write);
    });
  }

  keepRecord(blobId: number, record: Uint8Array): void {
    this.#parts.writer.keepRecord({ blobId, record });
  }

  watch(accountId: number, listener: (hint: ChangeHint) => void): Watch {
    return this.#parts.watchers.watch(accountId, listener);
  }

  /** Frees the space of deleted bodies in one segment; returns which, undefined for none. */
  compact(): Promise<number | undefined> {
    return this.#parts.compact();
  }

  /** Finishes what is queued, then lets go of the data directory. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#parts.writer.close();
    this.reading.close();
    await this.#parts.close();
  }
}
