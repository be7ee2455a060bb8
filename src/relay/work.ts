import type { RecipientResult } from '#core/queue/attempt-result.ts';
import type { ClaimedMessage } from '#core/queue/outbound-queue.ts';
import type { Load } from '#relay/load.ts';
import type { RouteFailure } from '#relay/route.ts';

/** Messages that wait for another server of the same destination; further ones come back later. Ours. */
export const passedOverMax = 100;

type PassedOver = {
  readonly message: ClaimedMessage;
  /** Of its recipients, when no other server is there. */
  readonly results: readonly RecipientResult[];
  readonly host: string;
};

/**
 * What is under way to one destination: the message that no server has taken or refused yet, and
 * those for which a server lacked something that another one may have.
 */
export class Work {
  readonly load: Load;
  waiting: ClaimedMessage | undefined;
  /** Messages that servers have taken, refused or passed over. */
  done = 0;
  #passed: PassedOver[] = [];
  #again: ClaimedMessage[] = [];
  #doubtful = false;
  #untrusted = false;

  constructor(load: Load) {
    this.load = load;
  }

  /** Nothing is left for another server. */
  get over(): boolean {
    return this.waiting === undefined && this.#passed.length === 0;
  }

  /** A server was not reached or broke off: it may have been the right one. */
  failed({ kind, untrusted = false }: RouteFailure): void {
    if (kind === 'deferred') this.#doubtful = true;
    if (untrusted) this.#untrusted = true;
  }

  /** A server was passed by because of its domain's TLS policy. */
  get untrusted(): boolean {
    return this.#untrusted;
  }

  /** Begins with a server: what others passed over is offered to it, too. */
  begin(host: string): void {
    const fresh = this.#passed.filter((one) => one.host !== host);
    this.#passed = this.#passed.filter((one) => one.host === host);
    this.#again.push(...fresh.map(({ message }) => message));
    this.waiting ??= this.#again.shift();
  }

  /** Goes on with the next message. */
  async next(): Promise<void> {
    this.done++;
    this.waiting = this.#again.shift() ?? (await this.load.next());
  }

  /** Keeps a message for another server. */
  async passOver(one: PassedOver): Promise<void> {
    if (this.#passed.length < passedOverMax) this.#passed.push(one);
    else await this.load.settle(one.message, one.results.map(later));
  }

  /** No other server is left: they come back, or wait where one was away that may be the right one. */
  async giveUp(): Promise<void> {
    for (const { message, results } of this.#passed) {
      await this.load.settle(message, this.#doubtful ? results.map(later) : results);
    }
    this.#passed = [];
  }

  /** What no server has been asked about. */
  rest(): readonly ClaimedMessage[] {
    const first = this.waiting === undefined ? [] : [this.waiting];
    return [...first, ...this.#again, ...this.load.rest()];
  }
}

/** The same for now (RFC 3463 §3.1: 4 in place of 5). */
function later(result: RecipientResult): RecipientResult {
  const { answer } = result;
  const enhanced = answer.enhanced.replace(/^5/, '4');
  return { ...result, outcome: 'deferred', answer: { ...answer, code: 450, enhanced } };
}
