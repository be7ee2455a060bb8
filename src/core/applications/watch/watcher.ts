import { isPinned } from '#core/applications/network-pins.ts';
import type {
  AttemptStream,
  Watched,
  WatchedEvent,
} from '#core/applications/watch/attempt-watch.ts';
import type { WatchEvent } from '#core/applications/watch/watch-step.ts';

/** Connections remembered by one watcher; the oldest is forgotten first. Our choice. */
const connectionsMax = 500;

/** Events held back of one connection until it is known whose it is. Our choice. */
const heldMax = 200;

/** Events that wait for the watcher; what comes beyond is lost. Our choice. */
const waitingMax = 5_000;

/** Messages in the queue that one watcher follows. Our choice. */
const queuedMax = 200;

/** Deliveries kept whose message is not known yet. Our choice. */
const earlyMax = 50;

type Delivery = Extract<WatchEvent, { kind: 'delivery' }>;

/** A connection that says nothing for so long is shown as it is, in milliseconds. Our choice. */
const quietMs = 1_000;

type Seen = {
  /** `shown`: nobody knows whose it is, and the watcher sees it all the same. */
  state: 'held' | 'shown' | 'ours' | 'others';
  held: WatchEvent[];
  lastAt: number;
  /** A connection on which a client has yet to begin TLS. */
  waiting: WatchEvent | undefined;
};

/** One who watches: which events are his. */
export class Watcher implements AttemptStream {
  readonly #watched: Watched;
  readonly #left: () => void;
  readonly #connections = new Map<string, Seen>();
  readonly #waiting: WatchedEvent[] = [];
  /** Messages of ours that wait for other servers, and over which connection they came. */
  readonly #queue = new Map<number, WatchEvent>();
  /** What other servers said to messages that nobody has told of yet: threads are not in step. */
  #early: Delivery[] = [];
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(watched: Watched, left: () => void) {
    this.#watched = watched;
    this.#left = left;
  }

  take(event: WatchEvent): void {
    if (event.kind === 'delivery') {
      this.#delivery(event);
      return;
    }
    const seen = this.#seen(event);
    seen.lastAt = event.at;
    seen.waiting = event.kind === 'connected' && event.tls ? event : undefined;
    const owner = ownerOf(event);
    if (owner === this.#watched.accountId) this.#ours(seen);
    else if (owner !== undefined) this.#others(seen);
    if (seen.state === 'others') return;
    if (seen.state !== 'held') {
      this.#push({ ...event, attributed: seen.state === 'ours' });
      if (event.kind === 'accepted' && seen.state === 'ours') this.#queued(event);
      return;
    }
    if (seen.held.length < heldMax) seen.held.push(event);
    if (this.#fromNetworks(event) || (ends(event) && submits(seen.held))) this.#show(seen);
  }

  /** Shows what has fallen silent: a client that waits for us cannot tell us so. */
  look(now: number): void {
    for (const seen of this.#connections.values()) {
      if (now - seen.lastAt < quietMs) continue;
      const [first] = seen.held;
      if (seen.state === 'held' && first !== undefined && submits(seen.held)) this.#show(seen);
      const { waiting } = seen;
      if (waiting === undefined || seen.state === 'held' || seen.state === 'others') continue;
      seen.waiting = undefined;
      const { connection, remoteAddress, face } = waiting;
      const about = { at: now, connection, remoteAddress, face };
      this.#push({ kind: 'quiet', ...about, attributed: seen.state === 'ours' });
    }
  }

  close = (): void => {
    this.#closed = true;
    this.#left();
    this.#wake?.();
  };

  async next(): Promise<IteratorResult<WatchedEvent>> {
    for (;;) {
      const value = this.#waiting.shift();
      if (value !== undefined) return { done: false, value };
      if (this.#closed) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  return(): Promise<IteratorResult<WatchedEvent>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #queued(event: Extract<WatchEvent, { kind: 'accepted' }>): void {
    for (const queueId of event.queueIds) {
      const [oldest] = this.#queue.keys();
      if (this.#queue.size >= queuedMax && oldest !== undefined) this.#queue.delete(oldest);
      this.#queue.set(queueId, event);
    }
    const early = this.#early;
    this.#early = [];
    for (const delivery of early) this.#delivery(delivery);
  }

  #delivery(event: Delivery): void {
    const message = this.#queue.get(event.queueId);
    if (message === undefined) {
      this.#early = [...this.#early.slice(1 - earlyMax), event];
      return;
    }
    const { connection, remoteAddress, face } = message;
    this.#push({ ...event, connection, remoteAddress, face, attributed: true });
  }

  #seen({ connection }: WatchEvent): Seen {
    let seen = this.#connections.get(connection);
    if (seen === undefined) {
      const [oldest] = this.#connections.keys();
      if (this.#connections.size >= connectionsMax && oldest !== undefined) {
        this.#connections.delete(oldest);
      }
      seen = { state: 'held', held: [], lastAt: 0, waiting: undefined };
      this.#connections.set(connection, seen);
    }
    return seen;
  }

  #ours(seen: Seen): void {
    seen.state = 'ours';
    this.#flush(seen, true);
  }

  #others(seen: Seen): void {
    seen.state = 'others';
    seen.held = [];
  }

  /** Strangers' attempts are shown from the application's networks, or where it has none. */
  #show(seen: Seen): void {
    const [first] = seen.held;
    if (first === undefined) return;
    const { networks } = this.#watched;
    if (networks.length > 0 && !isPinned(first.remoteAddress, networks)) return this.#others(seen);
    seen.state = 'shown';
    this.#flush(seen, false);
  }

  #fromNetworks({ remoteAddress }: WatchEvent): boolean {
    const { networks } = this.#watched;
    return networks.length > 0 && isPinned(remoteAddress, networks);
  }

  #flush(seen: Seen, attributed: boolean): void {
    const { held } = seen;
    seen.held = [];
    for (const event of held) this.#push({ ...event, attributed });
  }

  #push(event: WatchedEvent): void {
    if (this.#closed || this.#waiting.length >= waitingMax) return;
    this.#waiting.push(event);
    this.#wake?.();
  }
}

/** Whose account the event names; undefined where it names none. */
function ownerOf(event: WatchEvent): number | undefined {
  return event.kind === 'login' || event.kind === 'login-failed' ? event.accountId : undefined;
}

/** On port 25 whoever does not try to log in is another mail server. */
function submits(events: readonly WatchEvent[]): boolean {
  return events.some(
    (event) => event.face !== 'mx' || (event.kind === 'command' && /^AUTH\b/iu.test(event.text)),
  );
}

function ends({ kind }: WatchEvent): boolean {
  return kind === 'closed' || kind === 'tls-failed' || kind === 'login-failed';
}
