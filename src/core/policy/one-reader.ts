/** Lets several read a body that only one may read at a time; each reads all of it. */
export class OneReader {
  readonly #body: () => AsyncIterable<Uint8Array>;
  #free: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(body: () => AsyncIterable<Uint8Array>) {
    this.#body = body;
  }

  /** The body from its start, once all who asked before have read it; nothing after the close. */
  async *read(): AsyncGenerator<Uint8Array, void, undefined> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#free;
    this.#free = before.then(() => promise);
    try {
      await before;
      if (!this.#closed) yield* this.#body();
    } finally {
      resolve();
    }
  }

  /** Returns when nobody reads any more, and lets nobody begin. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#free;
  }
}
