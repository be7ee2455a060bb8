/** Milliseconds that a destination which nobody reached is left alone at first. Ours. */
const pauseMsMin = 60_000;

/** Milliseconds that it is left alone at most, each pause twice as long as the one before. Ours. */
const pauseMsMax = 3_600_000;

/** Connections to one destination at first. Ours: what most servers take from anybody. */
const connectionsFirst = 4;

/** Connections to one destination at most, reached one by one as messages are taken. Ours. */
export const connectionsPerDestinationMax = 20;

/** What is remembered of one destination: how many connections it takes, and whether it is away. */
export class Lane {
  /** Open or being opened. */
  connections = 0;
  #allowed = connectionsFirst;
  #pauseMs = 0;
  #pausedUntil = 0;

  /** Nobody was reached the last time. */
  get doubtful(): boolean {
    return this.#pauseMs > 0;
  }

  /** What somebody has set for it; 0 for the usual. */
  limit = 0;

  /** Whether one more connection may be begun. @param now Milliseconds of the clock's `elapsed`. */
  free(now: number): boolean {
    const limit = this.limit > 0 ? Math.min(this.limit, this.#allowed) : this.#allowed;
    return this.connections < limit && this.#pausedUntil <= now;
  }

  /** Somebody wants it tried now. */
  wake(): void {
    this.#pausedUntil = 0;
  }

  succeeded(): void {
    this.#pauseMs = 0;
    this.#pausedUntil = 0;
    if (this.#allowed < connectionsPerDestinationMax) this.#allowed++;
  }

  /** One connection first, and that not before a pause. */
  failed(now: number): void {
    if (now < this.#pausedUntil) return; // Another connection has said so before.
    this.#allowed = 1;
    this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, pauseMsMin), pauseMsMax);
    this.#pausedUntil = now + this.#pauseMs;
  }
}
