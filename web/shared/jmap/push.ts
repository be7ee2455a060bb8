import { fillTemplate, type JmapClient } from './client.ts';

/** Types with new states, by account (RFC 8620 §7.1). */
export type StateChange = {
  readonly changed: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

export type PushListener = {
  readonly onChange: (change: StateChange) => void;
  /** Whether news comes as it happens. */
  readonly onLink: (open: boolean) => void;
};

/** Seconds between two signs of life of the server. */
const pingSeconds = 30;

/** Wait before a broken stream is opened again, in milliseconds; doubled up to the last. */
const reopenMsMin = 1_000;
const reopenMsMax = 60_000;

/** Listens to the server's event stream (RFC 8620 §7.3) until `stop`, opening it again after breaks. */
export class Push {
  readonly #client: JmapClient;
  readonly #listener: PushListener;
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waitMs = reopenMsMin;

  constructor(client: JmapClient, listener: PushListener) {
    this.#client = client;
    this.#listener = listener;
  }

  start(): void {
    this.stop();
    const url = fillTemplate(this.#client.session.eventSourceUrl, {
      types: '*',
      closeafter: 'no',
      ping: String(pingSeconds),
    });
    const source = new EventSource(url);
    this.#source = source;
    source.addEventListener('open', () => {
      this.#waitMs = reopenMsMin;
      this.#listener.onLink(true);
    });
    source.addEventListener('state', (event: MessageEvent<string>) => {
      this.#listener.onChange(JSON.parse(event.data) as StateChange);
    });
    source.addEventListener('error', () => {
      this.#listener.onLink(false);
      if (source.readyState === EventSource.CLOSED) this.#reopenLater();
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
  }

  #reopenLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, reopenMsMax);
  }
}
