import { parentPort, workerData } from 'node:worker_threads';

import { openWriter } from '#store/engine/open-writer.ts';
import type { FromWriterThread, ToWriterThread, WriterThreadData } from '#store/thread/messages.ts';
import { type AnyWrite, serveEdge } from '#store/thread/serve-edge.ts';
import { ThreadLog } from '#store/thread/thread-log.ts';

/** The writer thread's entry: opens the data directory and serves the edges that main connects. */
async function main(data: WriterThreadData): Promise<void> {
  const { catalogue, folder, segmentBytesMax, lowWaterBytes } = data;
  const module: { writeOperations: readonly AnyWrite[] } = await import(catalogue);
  const operations = new Map(module.writeOperations.map((one) => [one.name, one]));
  const { writer, watchers, compact, close } = await openWriter({
    folder,
    log: new ThreadLog((line) => tell({ kind: 'log', line })),
    ...(segmentBytesMax === undefined ? {} : { segmentBytesMax }),
    ...(lowWaterBytes === undefined ? {} : { lowWaterBytes }),
  });
  parentPort?.on('message', (message: ToWriterThread) => {
    if (message.kind === 'connect') {
      serveEdge(message.port, { writer, watchers, operations });
      return;
    }
    if (message.kind === 'compact') {
      compact().then(
        (segment) => tell({ kind: 'compacted', segment }),
        (error: unknown) => tell({ kind: 'not-compacted', message: messageOf(error) }),
      );
      return;
    }
    void shutDown();
  });
  const shutDown = async (): Promise<void> => {
    await writer.close();
    // The last answers leave in this turn, before the ports go with the thread.
    await new Promise(setImmediate);
    await close();
    // Ends this thread only; the edges' ports would keep it alive.
    process.exit();
  };
  tell({ kind: 'ready' });
}

function tell(message: FromWriterThread): void {
  parentPort?.postMessage(message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

main(workerData).catch((error: unknown) => {
  tell({ kind: 'refused', message: messageOf(error) });
});
