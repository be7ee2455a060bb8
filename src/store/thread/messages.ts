import type { MessagePort } from 'node:worker_threads';

import type { BlobDraft } from '#store/blob.ts';
import type { CacheRecord } from '#store/cache/cache.ts';
import type { LogLine } from '#store/thread/thread-log.ts';
import type { ChangeHint } from '#store/work.ts';

/** One write on its way to the writer thread; the operation's body is found there by its name. */
export type WriteRequest = {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
  readonly drafts: readonly BlobDraft[];
};

/** What an edge posts to the writer, once per turn of its loop. */
export type ToWriter = {
  readonly writes: readonly WriteRequest[];
  readonly records: readonly CacheRecord[];
  readonly watch: readonly number[];
  readonly unwatch: readonly number[];
};

/** What became of a write. A refusal has a code; another error is a bug, or the disk. */
export type WriteAnswer =
  | { readonly id: number; readonly ok: true; readonly output: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: string | undefined;
      readonly message: string;
      readonly stack: string | undefined;
    };

/** What the writer posts to an edge, once per turn of its loop. */
export type ToEdge = {
  readonly answers: readonly WriteAnswer[];
  readonly hints: readonly ChangeHint[];
  /** Accounts whose changes are told from now on. */
  readonly watching: readonly number[];
};

/** What the main thread asks of the writer thread. */
export type ToWriterThread =
  | { readonly kind: 'connect'; readonly port: MessagePort }
  | { readonly kind: 'compact' }
  | { readonly kind: 'close' };

/** What the writer thread tells the main thread. */
export type FromWriterThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'log'; readonly line: LogLine }
  /** Answers `compact`, in the order asked. */
  | { readonly kind: 'compacted'; readonly segment: number | undefined }
  | { readonly kind: 'not-compacted'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string };

/** What the writer thread is started with. */
export type WriterThreadData = {
  readonly folder: string;
  /** URL of the module that exports `writeOperations`. */
  readonly catalogue: string;
  readonly segmentBytesMax: number | undefined;
  readonly lowWaterBytes: number | undefined;
};
