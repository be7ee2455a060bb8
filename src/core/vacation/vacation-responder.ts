import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Random } from '#base/random.ts';
import { Refusal } from '#base/refusal.ts';
import { AfterFiling } from '#core/delivery/after-filing.ts';
import type { FiledMessage, FilingObserver } from '#core/delivery/filing-observer.ts';
import type { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { reportEnvelopeTo } from '#core/delivery/report-parts.ts';
import { parseAddress } from '#core/directory/address.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import { Trace } from '#core/trace/trace.ts';
import type { TraceIds } from '#core/trace/trace-ids.ts';
import { addressees, whyNotAnswered } from '#core/vacation/may-be-answered.ts';
import { vacationMessage } from '#core/vacation/vacation-message.ts';
import { ComposeError } from '#proto/mime/compose/compose-error.ts';
import { takeVacationAnswer } from '#store/operations/vacation/vacation-answers.ts';
import { vacationFacts, type VacationFacts } from '#store/operations/vacation/vacation-facts.ts';
import type { Store } from '#store/store.ts';

/** Messages that wait to be answered in one thread; those beyond are not. Our choice: some megabytes. */
const waitingMax = 1_000;

/** Octets that boundaries are made of. */
const boundarySeedOctets = 12;

export type VacationWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly recipients: Pick<Recipients, 'maySendAs' | 'resolve'>;
  readonly ids: Pick<TraceIds, 'next'>;
  /** Ours. */
  readonly hostName: string;
  /** What files the answers; it tells us of messages itself. */
  readonly delivery: () => Pick<MessageDelivery, 'open' | 'file'>;
};

/** A message as one account got it. */
type Arrived = Pick<FiledMessage, 'sender' | 'fields'> & { readonly accountId: number };

/**
 * Answers mail while people are away (RFC 8621 §8, RFC 3834, RFC 5230 §4). One for each thread; it
 * answers one message after the other, after they were filed. An answer that a crash prevents is not
 * made up for.
 */
export class VacationResponder implements FilingObserver {
  readonly #world: VacationWorld;
  readonly #waiting: AfterFiling<Arrived>;

  constructor(world: VacationWorld) {
    this.#world = world;
    this.#waiting = new AfterFiling(async (arrived) => await this.#take(arrived), waitingMax);
  }

  /** Takes note of a message for each account that has it now. */
  filed({ accountIds, sender, fields, junk }: FiledMessage): void {
    if (junk || whyNotAnswered(sender, fields) !== undefined) return;
    for (const accountId of accountIds) {
      this.#waiting.add({ accountId, sender, fields });
    }
  }

  /** Until what waits is answered. */
  async stop(): Promise<void> {
    await this.#waiting.idle();
  }

  async #take(arrived: Arrived): Promise<void> {
    const { accountId, sender } = arrived;
    const { log } = this.#world;
    try {
      await this.#answer(arrived);
    } catch (error) {
      if (error instanceof Refusal || error instanceof ComposeError) {
        log.info('vacation not answered', { accountId, sender, why: error.message });
      } else log.error('vacation failed', { accountId, sender, error });
    }
  }

  async #answer({ accountId, sender, fields }: Arrived): Promise<void> {
    const { store, recipients } = this.#world;
    const facts = await store.read(vacationFacts, accountId);
    const to = parseAddress(sender);
    if (facts === undefined || to === undefined) return;
    const from = await this.#nameOf(accountId, fields);
    if (from === undefined) return;
    if (await recipients.maySendAs(accountId, to)) return; // One does not answer oneself.
    const { due } = await store.write(takeVacationAnswer, {
      accountId,
      sender: sender.toLowerCase(),
    });
    if (due) await this.#send({ facts, from, to: sender, fields });
  }

  /** The address of the account that the message says it is for (RFC 5230 §4.5). */
  async #nameOf(accountId: number, fields: Arrived['fields']): Promise<string | undefined> {
    for (const text of addressees(fields)) {
      const address = parseAddress(text);
      if (address === undefined) continue;
      if (await this.#world.recipients.maySendAs(accountId, address)) return text;
    }
    return undefined;
  }

  /** From nobody: what happens to it comes back to nobody (RFC 3834 §3.3). */
  async #send(answer: {
    readonly facts: VacationFacts;
    readonly from: string;
    readonly to: string;
    readonly fields: Arrived['fields'];
  }): Promise<void> {
    const { clock, random, log, recipients, ids, hostName } = this.#world;
    const { from, to } = answer;
    const id = ids.next();
    const { octets } = vacationMessage({
      ...answer,
      messageId: `${id}@${hostName}`,
      at: clock.now(),
      boundarySeed: Buffer.from(random.bytes(boundarySeedOctets)).toString('hex'),
    });
    const address = parseAddress(to) ?? { localPart: to, domain: '' };
    const resolution = await recipients.resolve(address);
    const domain = parseAddress(from)?.domain ?? '';
    const addressing = { reportId: id, sender: to, domain, requireTls: false };
    const envelope = reportEnvelopeTo(addressing, resolution);
    const delivery = this.#world.delivery();
    const trace = new Trace(clock);
    trace.add('vacation.answer', { from });
    await using body = delivery.open();
    await body.push(new Uint8Array(octets));
    await delivery.file(envelope, body, { trace, whenFull: 'refuse' });
    log.info('vacation answered', { id, from, to });
  }
}
