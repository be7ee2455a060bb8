import type { Log } from '#base/log.ts';
import type { RecipientResult } from '#core/queue/attempt-result.ts';
import type { ClaimedMessage, OutboundQueue } from '#core/queue/outbound-queue.ts';

/** Results that wait for the store; with more of them nothing new is begun. Ours. */
export const unsettledMax = 1_000;

type Result = {
  readonly message: ClaimedMessage;
  readonly results: readonly RecipientResult[];
};

/**
 * What became of messages while the store could not keep it, as on a full disk. Their recipients
 * stay claimed meanwhile, so that none gets a message twice.
 */
export class UnsettledResults {
  readonly #queue: Pick<OutboundQueue, 'settle'>;
  readonly #log: Log;
  #waiting: Result[] = [];

  constructor({
    queue,
    log,
  }: {
    readonly queue: Pick<OutboundQueue, 'settle'>;
    readonly log: Log;
  }) {
    this.#queue = queue;
    this.#log = log;
  }

  get full(): boolean {
    return this.#waiting.length >= unsettledMax;
  }

  add(message: ClaimedMessage, results: readonly RecipientResult[]): void {
    this.#waiting.push({ message, results });
  }

  /** Tries again to keep what waits. Never rejects. */
  async retry(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) {
      try {
        await this.#queue.settle(one.message, one.results);
      } catch {
        this.#waiting.push(one);
      }
    }
    if (waiting.length > 0) {
      this.#log.info('results kept late', { messages: waiting.length - this.#waiting.length });
    }
  }
}
