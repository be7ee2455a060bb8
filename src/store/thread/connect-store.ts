import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

import { Refusal } from '#base/refusal.ts';
import type { BlobDraft } from '#store/blob.ts';
import type { CacheRecord } from '#store/cache/cache.ts';
import { ReadingStore } from '#store/engine/reading-store.ts';
import { openReading, type Reading, type ReadingOptions } from '#store/engine/reading.ts';
import { Watchers } from '#store/engine/watchers.ts';
import type { WriteOperation } from '#store/operation.ts';
import type { Store, Watch } from '#store/store.ts';
import type { ToEdge, ToWriter, WriteAnswer, WriteRequest } from '#store/thread/messages.ts';
import { Outbox } from '#store/thread/outbox.ts';
import type { ChangeHint } from '#store/work.ts';

/** Bodies longer than this move to the writer without a copy; below, a copy costs less. */
const copiedBytesMax = 64 * 1024;

/** Connects an edge's thread to the writer, with its own read-only connections. */
export async function connectStore(
  port: MessagePort,
  options: ReadingOptions,
): Promise<ConnectedStore> {
  return new ConnectedStore(port, openReading(options));
}

type Waiting = {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
};

type WatchedAccount = {
  listeners: number;
  /** Resolved once the writer has taken note. */
  readonly started: PromiseWithResolvers<void>;
};

type Item =
  | { readonly write: WriteRequest }
  | { readonly record: CacheRecord }
  | { readonly watch: number }
  | { readonly unwatch: number };

/** A store whose writer runs on another thread. */
export class ConnectedStore extends ReadingStore implements Store {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  readonly #watchers = new Watchers();
  readonly #watched = new Map<number, WatchedAccount>();
  readonly #outbox: Outbox<Item>;
  #nextId = 1;
  #closed: 'store.closed' | 'store.failed' | undefined;

  constructor(port: MessagePort, reading: Reading) {
    super(reading);
    this.#port = port;
    this.#outbox = new Outbox((items) => this.#post(items));
    port.on('message', (message: ToEdge) => {
      this.#take(message);
      for (;;) {
        const more: { message: ToEdge } | undefined = receiveMessageOnPort(port);
        if (more === undefined) break;
        this.#take(more.message);
      }
    });
    port.on('close', () => this.#abandon(this.#closed ?? 'store.failed'));
  }

  write<Input, Output>(
    operation: WriteOperation<Input, Output>,
    input: Input,
    drafts: readonly BlobDraft[] = [],
  ): Promise<Output> {
    if (this.#closed !== undefined) return Promise.reject(new Refusal(this.#closed));
    const compact = drafts.map(ownBuffers);
    if (compact.some(({ source, length }) => 'bytes' in source && source.bytes.length !== length)) {
      return Promise.reject(
        new Error('A body was handed in twice: its octets moved with the first'),
      );
    }
    const id = this.#nextId++;
    return new Promise<Output>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (output) => resolve(output as Output), reject });
      this.#outbox.add({ write: { id, name: operation.name, input, drafts: compact } });
    });
  }

  keepRecord(blobId: number, record: Uint8Array): void {
    this.#outbox.add({ record: { blobId, record } });
  }

  watch(accountId: number, listener: (hint: ChangeHint) => void): Watch {
    let watched = this.#watched.get(accountId);
    if (watched === undefined) {
      watched = { listeners: 0, started: Promise.withResolvers() };
      this.#watched.set(accountId, watched);
      this.#outbox.add({ watch: accountId });
    }
    watched.listeners++;
    const stopListening = this.#watchers.add(accountId, listener);
    let stopped = false;
    const stop = (): void => {
      if (stopped) return;
      stopped = true;
      stopListening();
      this.#unwatch(accountId);
    };
    return { started: watched.started.promise, stop };
  }

  /** Ends the connection; writes without an answer are refused, though they may still happen. */
  close(): void {
    if (this.#closed !== undefined) return;
    this.#outbox.flush();
    this.#abandon('store.closed');
    this.#port.close();
    this.reading.close();
  }

  #unwatch(accountId: number): void {
    const watched = this.#watched.get(accountId);
    if (watched === undefined || --watched.listeners > 0) return;
    watched.started.resolve();
    this.#watched.delete(accountId);
    this.#outbox.add({ unwatch: accountId });
  }

  #post(items: readonly Item[]): void {
    if (this.#closed !== undefined) return;
    const writes = items.flatMap((item) => ('write' in item ? [item.write] : []));
    const moved = new Set<ArrayBufferLike>();
    for (const { source, length } of writes.flatMap((write) => write.drafts)) {
      if ('bytes' in source && length > copiedBytesMax) moved.add(source.bytes.buffer);
    }
    const message: ToWriter = {
      writes,
      records: items.flatMap((item) => ('record' in item ? [item.record] : [])),
      ...finalWatches(items),
    };
    this.#port.postMessage(message, [...moved].filter(isMovable));
  }

  #take({ answers, hints, watching }: ToEdge): void {
    for (const answer of answers) {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if (answer.ok) waiting?.resolve(answer.output);
      else waiting?.reject(errorOf(answer));
    }
    for (const hint of hints) this.#watchers.publish(hint);
    for (const accountId of watching) this.#watched.get(accountId)?.started.resolve();
  }

  #abandon(code: 'store.closed' | 'store.failed'): void {
    this.#closed = code;
    for (const { reject } of this.#waiting.values()) reject(new Refusal(code));
    this.#waiting.clear();
    // Nobody waits for ever; what is asked of a store that is gone is refused.
    for (const { started } of this.#watched.values()) started.resolve();
  }
}

/** A view into a shared buffer would take the whole buffer along. */
function ownBuffers(draft: BlobDraft): BlobDraft {
  const { source, sha256, record } = draft;
  return {
    ...draft,
    source: 'bytes' in source ? { bytes: ownBuffer(source.bytes) } : source,
    sha256: ownBuffer(sha256),
    record: record === undefined ? undefined : ownBuffer(record),
  };
}

function ownBuffer(octets: Uint8Array): Uint8Array {
  return octets.byteLength === octets.buffer.byteLength ? octets : Uint8Array.from(octets);
}

/** The last word per account: a watch and an unwatch in one turn must not swap places. */
function finalWatches(items: readonly Item[]): Pick<ToWriter, 'watch' | 'unwatch'> {
  const last = new Map<number, boolean>();
  for (const item of items) {
    if ('watch' in item) last.set(item.watch, true);
    if ('unwatch' in item) last.set(item.unwatch, false);
  }
  const watch = [...last].filter(([, wanted]) => wanted).map(([accountId]) => accountId);
  const unwatch = [...last].filter(([, wanted]) => !wanted).map(([accountId]) => accountId);
  return { watch, unwatch };
}

function isMovable(buffer: ArrayBufferLike): buffer is ArrayBuffer {
  return buffer instanceof ArrayBuffer;
}

function errorOf(answer: Extract<WriteAnswer, { ok: false }>): Error {
  if (answer.code !== undefined) return new Refusal(answer.code, answer.message);
  const error = new Error(answer.message);
  if (answer.stack !== undefined) error.stack = answer.stack;
  return error;
}
