import type { Clock } from '#base/clock.ts';
import type { Random } from '#base/random.ts';
import { nextRetry } from '#core/queue/retry-schedule.ts';
import type { BlobDraft } from '#store/blob.ts';
import type { DeliverInput } from '#store/operations/message/deliver.ts';
import {
  claimDue,
  type ClaimedRecipient,
  releaseClaims,
} from '#store/operations/queue/claim-due.ts';
import { type Destination, dueDestinations } from '#store/operations/queue/due-destinations.ts';
import { type Attempt, recordAttempts } from '#store/operations/queue/record-attempts.ts';
import type { Store } from '#store/store.ts';

/** Destinations read at once: about a millisecond. */
const destinationsMax = 200;

/** Claims taken back in one write at the start. */
const releasedMax = 500;

/** A message with those of its recipients that are to be tried now. */
export type ClaimedMessage = {
  readonly queueId: number;
  readonly facts: Omit<ClaimedRecipient, 'recipientNumber' | 'address' | 'attempts'>;
  readonly recipients: readonly ClaimedRecipient[];
};

/** What one server said to one recipient. */
export type RecipientResult = {
  readonly recipientNumber: number;
  readonly outcome: 'sent' | 'failed' | 'deferred';
  /** The server's words in one line, or what kept us from hearing them. */
  readonly reply: string;
};

/** What failed for good, for the report. */
export type Failure = { readonly recipient: ClaimedRecipient; readonly reply: string };

/** Makes the report about failures; undefined where nobody wants one. */
export type Reporter = (
  message: ClaimedMessage,
  failures: readonly Failure[],
) => Promise<{ readonly input: DeliverInput; readonly draft: BlobDraft } | undefined>;

/** The queue as the relay sees it. */
export class OutboundQueue {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #report: Reporter;

  constructor(
    store: Store,
    world: { readonly clock: Clock; readonly random: Random; readonly report: Reporter },
  ) {
    this.#store = store;
    this.#clock = world.clock;
    this.#random = world.random;
    this.#report = world.report;
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
  destinations(after: string): Promise<readonly Destination[]> {
    return this.#store.read(dueDestinations, { after, limit: destinationsMax });
  }

  /** Claims what is due for a domain: `limit` recipients at most, message by message. */
  async claim(domain: string, limit: number): Promise<readonly ClaimedMessage[]> {
    const rows = await this.#store.write(claimDue, { domain, limit });
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
   * for whom it has failed, or waited too long, the sender gets a report.
   *
   * @returns How many recipients are left in the queue.
   */
  async settle(message: ClaimedMessage, results: readonly RecipientResult[]): Promise<number> {
    const failures: Failure[] = [];
    const attempts: Attempt[] = [];
    for (const result of results) {
      const recipient = message.recipients.find(
        ({ recipientNumber }) => recipientNumber === result.recipientNumber,
      );
      if (recipient === undefined) continue;
      const attempt = this.#attempt(recipient, result);
      if (attempt.outcome === 'failed') failures.push({ recipient, reply: attempt.reply });
      attempts.push(attempt);
    }
    const report = failures.length === 0 ? undefined : await this.#report(message, failures);
    const { queueId } = message;
    return await this.#store.write(
      recordAttempts,
      { queueId, attempts, report: report?.input },
      report === undefined ? [] : [report.draft],
    );
  }

  #attempt(recipient: ClaimedRecipient, result: RecipientResult): Attempt {
    if (result.outcome !== 'deferred') return result;
    const now = this.#clock.now();
    const [octet = 0] = this.#random.bytes(1);
    const times = { queuedAt: recipient.queuedAt, previousAttemptAt: now, now };
    const retry = nextRetry(times, recipient.attempts + 1, octet / 256);
    if (retry.kind === 'later') return { ...result, nextAttemptAt: retry.nextAttemptAt };
    return { ...result, outcome: 'failed', reply: `${result.reply} (given up after five days)` };
  }
}
