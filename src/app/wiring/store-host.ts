import type { MessagePort } from 'node:worker_threads';

import type { Log } from '#base/log.ts';
import type { Settings } from '#app/settings.ts';
import { openStore } from '#store/engine/open-store.ts';
import type { Store } from '#store/store.ts';
import { connectStore } from '#store/thread/connect-store.ts';
import { startWriter } from '#store/thread/start-writer.ts';

/** The store as the main thread holds it. */
export type StoreHost = {
  /** The main thread's own connection. */
  readonly store: Store;
  /** A connection to the writer for another thread. */
  readonly connect: () => MessagePort;
  /** Frees the space of dead bodies in one segment; returns which, undefined for none. */
  readonly compact: () => Promise<number | undefined>;
  /** Settles when the writer is lost: the process cannot go on. */
  readonly failed: Promise<Error>;
  readonly close: () => Promise<void>;
};

/** Opens the data folder: with a writer thread, or inline when there are no edge threads. */
export async function openStoreHost(settings: Settings, log: Log): Promise<StoreHost> {
  const folder = settings.dataFolder;
  if (settings.threads === 0) {
    const store = await openStore({ folder, log });
    return {
      store,
      connect: () => {
        throw new Error('Without edge threads there is no writer thread to connect to');
      },
      compact: () => store.compact(),
      failed: new Promise(() => {}),
      close: () => store.close(),
    };
  }
  const writer = await startWriter({ folder, log });
  const store = await connectStore(writer.connect(), { folder });
  return {
    store,
    connect: () => writer.connect(),
    compact: () => writer.compact(),
    failed: failureOf(writer.ended),
    close: async () => {
      store.close();
      await writer.close();
    },
  };
}

/** The store as an edge thread sees it. */
export function connectEdgeStore(
  port: MessagePort,
  settings: Settings,
): ReturnType<typeof connectStore> {
  return connectStore(port, { folder: settings.dataFolder });
}

async function failureOf(ended: Promise<void>): Promise<Error> {
  try {
    await ended;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
  return new Promise(() => {}); // It was closed.
}
