import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';

import { type Log, silentLog } from '#base/log.ts';
import type { FromWriterThread, ToWriterThread, WriterThreadData } from '#store/thread/messages.ts';

export type WriterThreadOptions = {
  readonly folder: string;
  /** Says what the writer has to say. */
  readonly log?: Log;
  readonly segmentBytesMax?: number;
  readonly lowWaterBytes?: number;
  /** URL of the module with `writeOperations`; src/store/catalogue.ts when not said. */
  readonly catalogue?: string;
};

/** The writer on its thread, as the main thread sees it. */
export type WriterThread = {
  /** A port for one edge, to be transferred to its thread and given to `connectStore`. */
  readonly connect: () => MessagePort;
  /** Frees the space of dead bodies in one segment; returns which, undefined for none. */
  readonly compact: () => Promise<number | undefined>;
  /** Settles when the thread ended: fulfilled after `close`, rejected when it crashed. */
  readonly ended: Promise<void>;
  /** Finishes what is queued and lets go of the data directory. */
  readonly close: () => Promise<void>;
};

/**
 * Starts the writer thread on a data directory.
 *
 * @throws {Error} When the directory is in use or can not be opened.
 */
export async function startWriter(options: WriterThreadOptions): Promise<WriterThread> {
  const { folder, log = silentLog, segmentBytesMax, lowWaterBytes } = options;
  const catalogue = options.catalogue ?? import.meta.resolve('#store/catalogue.ts');
  const data: WriterThreadData = { folder, catalogue, segmentBytesMax, lowWaterBytes };
  const worker = new Worker(new URL(import.meta.resolve('#store/thread/writer-thread.ts')), {
    workerData: data,
  });
  let closing = false;
  const ended = new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (closing) resolve();
      else reject(new Error(`The writer thread ended by itself with code ${code}`));
    });
  });
  ended.catch(() => {});
  const began = Promise.withResolvers<FromWriterThread | undefined>();
  worker.on('message', (message: FromWriterThread) => {
    if (message.kind !== 'log') return began.resolve(message);
    const { level, message: text, fields } = message.line;
    log[level](text, fields);
  });
  const first = await Promise.race([began.promise, ended.then(() => undefined)]);
  if (first?.kind !== 'ready') {
    closing = true;
    await worker.terminate();
    throw new Error(first?.kind === 'refused' ? first.message : 'The writer thread did not start');
  }
  const compactions: PromiseWithResolvers<number | undefined>[] = [];
  worker.on('message', (message: FromWriterThread) => {
    if (message.kind === 'compacted') compactions.shift()?.resolve(message.segment);
    if (message.kind === 'not-compacted') compactions.shift()?.reject(new Error(message.message));
  });
  return {
    compact() {
      const compaction = Promise.withResolvers<number | undefined>();
      compactions.push(compaction);
      worker.postMessage({ kind: 'compact' } satisfies ToWriterThread);
      return Promise.race([compaction.promise, ended.then(() => undefined)]);
    },
    connect() {
      const { port1, port2 } = new MessageChannel();
      const message: ToWriterThread = { kind: 'connect', port: port1 };
      worker.postMessage(message, [port1]);
      return port2;
    },
    ended,
    close() {
      closing = true;
      worker.postMessage({ kind: 'close' } satisfies ToWriterThread);
      return ended;
    },
  };
}
