/** What we use of a service worker's global object; the library of pages does not know it. */
export type WorkerScope = {
  readonly location: { readonly origin: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener<Name extends keyof WorkerEvents>(
    name: Name,
    listener: (event: WorkerEvents[Name]) => void,
  ): void;
};

type WorkerEvents = {
  readonly install: LifeEvent;
  readonly activate: LifeEvent;
  readonly message: { readonly data: unknown };
  readonly fetch: {
    readonly request: Request;
    respondWith(answer: Promise<Response>): void;
  };
};

type LifeEvent = { waitUntil(work: Promise<unknown>): void };
