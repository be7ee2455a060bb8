import type { Log } from '#base/log.ts';
import type { RecipientResult } from '#core/queue/attempt-result.ts';
import type { Destination } from '#core/queue/destination.ts';
import type { ClaimedMessage, OutboundQueue } from '#core/queue/outbound-queue.ts';
import { withoutReturnPath } from '#core/queue/without-return-path.ts';
import type { Load } from '#relay/load.ts';
import type { UnsettledResults } from '#relay/unsettled-results.ts';

/** Recipients claimed at once: one write for many messages, and little to wait behind. Ours. */
export const claimedRecipientsMax = 50;

export type LoadWorld = {
  readonly queue: Pick<OutboundQueue, 'claim' | 'body' | 'settle'>;
  readonly log: Log;
  readonly unsettled: UnsettledResults;
};

export type LoadOptions = {
  /** The destination as the queue keeps it. */
  readonly name: string;
  readonly destination: Destination;
  /** True when nothing more is to be begun. */
  readonly stopped: () => boolean;
  /** There is so much that another connection has something to do, too. */
  readonly plenty: () => void;
  readonly succeeded: () => void;
};

/** A load out of the queue, claimed part by part. */
export class QueueLoad implements Load {
  readonly #world: LoadWorld;
  readonly #options: LoadOptions;
  #claimed: ClaimedMessage[] = [];
  #drained = false;

  constructor(world: LoadWorld, options: LoadOptions) {
    this.#world = world;
    this.#options = options;
  }

  get destination(): Destination {
    return this.#options.destination;
  }

  async next(): Promise<ClaimedMessage | undefined> {
    const { stopped, plenty, name } = this.#options;
    if (this.#claimed.length === 0 && !this.#drained && !stopped()) {
      const claimed = await this.#world.queue.claim(name, claimedRecipientsMax);
      const count = claimed.reduce((sum, { recipients }) => sum + recipients.length, 0);
      this.#drained = count < claimedRecipientsMax;
      this.#claimed = claimed.toReversed();
      if (!this.#drained) plenty();
    }
    return this.#claimed.pop();
  }

  rest(): readonly ClaimedMessage[] {
    const rest = this.#claimed;
    this.#claimed = [];
    return rest;
  }

  async body(message: ClaimedMessage): Promise<Uint8Array> {
    const { queue, log } = this.#world;
    try {
      return withoutReturnPath(await queue.body(message));
    } catch (error) {
      log.error('Cannot read a message of the queue; restore it from a backup or cancel it', {
        queueId: message.queueId,
        error,
      });
      throw error;
    }
  }

  async settle(message: ClaimedMessage, results: readonly RecipientResult[]): Promise<void> {
    const { queue, log, unsettled } = this.#world;
    try {
      await queue.settle(message, results);
    } catch (error) {
      log.error('Cannot keep what became of a message, it is tried again', {
        queueId: message.queueId,
        error,
      });
      unsettled.add(message, results);
    }
  }

  succeeded(): void {
    this.#options.succeeded();
  }
}
