import type { Clock } from '#base/clock.ts';
import type { Random } from '#base/random.ts';
import type { PreparedDelivery } from '#core/delivery/message-delivery.ts';
import type { RecipientResult } from '#core/queue/attempt-result.ts';
import { type Judged, judgeAttempt } from '#core/queue/judge-attempt.ts';
import {
  claimDue,
  type ClaimedRecipient,
  releaseClaims,
} from '#store/operations/queue/claim-due.ts';
import { type DueDestination, dueDestinations } from '#store/operations/queue/due-destinations.ts';
import { findDestinationRule } from '#store/operations/relay/destination-rule.ts';
import { recordAttempts } from '#store/operations/queue/record-attempts.ts';
import { localDestination } from '#store/queue-destination.ts';
import type { Store } from '#store/store.ts';

/** Destinations read at once: about a millisecond. */
const destinationsMax = 200;

/** What stands right before it in the order of names. */
const beforeHere = localDestination.slice(0, -1);

/** Claims taken back in one write at the start. */
const releasedMax = 500;

/** A message with those of its recipients that are to be tried now. */
export type ClaimedMessage = {
  readonly queueId: number;
  readonly facts: Omit<
    ClaimedRecipient,
    'recipientNumber' | 'address' | 'domain' | 'attempts' | 'lastAttemptAt'
  >;
  readonly recipients: readonly ClaimedRecipient[];
};

/** Makes the reports that the sender is to get about these recipients; none where nobody wants one. */
export type Reporter = (
  message: ClaimedMessage,
  told: readonly Judged[],
) => Promise<readonly PreparedDelivery[]>;

/** Hears what became of an attempt once it is kept. Returns at once, and throws nothing. */
export type Settled = (message: ClaimedMessage, judged: readonly Judged[]) => void;

/** The queue as the relay sees it. */
export class OutboundQueue {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #report: Reporter;
  readonly #settled: Settled | undefined;

  constructor(
    store: Store,
    world: {
      readonly clock: Clock;
      readonly random: Random;
      readonly report: Reporter;
      readonly settled?: Settled;
    },
  ) {
    this.#store = store;
    this.#clock = world.clock;
    this.#random = world.random;
    this.#report = world.report;
    this.#settled = world.settled;
  }

  /** Takes back what a server has left claimed that is no more. Once, before the first claim. */
  async recover(): Promise<number> {
    let taken = 0;
    for (;;) {
      const count = await this.#store.write(releaseClaims, { limit: releasedMax });
      if (count === 0) return taken;
      taken += count;
    }
  }

  /** A part of the destinations that something waits for; the next part is behind its last name. */
  destinations(after: string): Promise<readonly DueDestination[]> {
    return this.#store.read(dueDestinations, { after, limit: destinationsMax });
  }

  /** What was held for people here, if anything. */
  async here(): Promise<readonly DueDestination[]> {
    const [first] = await this.#store.read(dueDestinations, { after: beforeHere, limit: 1 });
    return first?.destination === localDestination ? [first] : [];
  }

  /** Claims what is due for a destination: `limit` recipients at most, message by message. */
  async claim(destination: string, limit: number): Promise<readonly ClaimedMessage[]> {
    const rows = await this.#store.write(claimDue, { destination, limit });
    const messages = Map.groupBy(rows, ({ queueId }) => queueId);
    return [...messages].flatMap(([queueId, recipients]) => {
      const [facts] = recipients;
      return facts === undefined ? [] : [{ queueId, facts, recipients }];
    });
  }

  /** The message as it is to be sent. @throws {BlobDamaged} */
  body({ facts }: ClaimedMessage): Promise<Uint8Array> {
    return this.#store.readBlob(facts);
  }

  /**
   * Keeps what became of an attempt: who has the message goes, who may get it later is put off, and
   * the sender gets a report about those for whom it has failed or takes long.
   *
   * @returns How many recipients are left in the queue.
   */
  async settle(message: ClaimedMessage, results: readonly RecipientResult[]): Promise<number> {
    const now = this.#clock.now();
    const [octet = 0] = this.#random.bytes(1);
    const judged: Judged[] = [];
    for (const result of results) {
      const recipient = message.recipients.find(
        ({ recipientNumber }) => recipientNumber === result.recipientNumber,
      );
      if (recipient === undefined) continue;
      const rule =
        result.outcome === 'deferred'
          ? await this.#store.read(findDestinationRule, recipient.domain)
          : undefined;
      judged.push(judgeAttempt(recipient, result, { now, chance: octet / 256, rule }));
    }
    const told = judged.filter(({ tell }) => tell !== undefined);
    const reports = told.length === 0 ? [] : await this.#report(message, told);
    const left = await this.#store.write(
      recordAttempts,
      {
        queueId: message.queueId,
        attempts: judged.map(({ attempt }) => attempt),
        reports: reports.map(({ input }) => input),
      },
      reports.map(({ draft }) => draft),
    );
    this.#settled?.(message, judged);
    return left;
  }
}
