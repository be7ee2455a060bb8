import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import type { MessageDelivery, PreparedDelivery } from '#core/delivery/message-delivery.ts';
import { reportEnvelopeTo } from '#core/delivery/report-parts.ts';
import { parseAddress } from '#core/directory/address.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import { type HoldFacts, holdWords } from '#core/limits/hold-words.ts';
import type { TraceIds } from '#core/trace/trace-ids.ts';
import { buildMessage } from '#proto/mime/builder.ts';
import { formatDate } from '#proto/smtp/received.ts';
import { tellHold } from '#store/operations/limits/change-hold.ts';
import { findHoldReaders, type HoldReader } from '#store/operations/limits/find-hold-readers.ts';
import { findSenderState } from '#store/operations/limits/find-sender.ts';
import type { Store } from '#store/store.ts';

export type HoldNoticesWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly delivery: Pick<MessageDelivery, 'prepare'>;
  readonly recipients: Pick<Recipients, 'resolve'>;
  readonly ids: Pick<TraceIds, 'next'>;
  /** Ours. */
  readonly hostName: string;
};

/** Tells administrators and the owner when the mail of an account is held. One for each thread. */
export class HoldNotices {
  readonly #world: HoldNoticesWorld;
  readonly #telling = new Map<number, Promise<void>>();

  constructor(world: HoldNoticesWorld) {
    this.#world = world;
  }

  /** Tells of one account, unless that was done. Does not wait; what fails is tried with the next message. */
  tell(accountId: number): void {
    if (this.#telling.has(accountId)) return;
    const telling = this.#tell(accountId)
      .catch((error: unknown) => this.#world.log.error('Hold not told', { accountId, error }))
      .finally(() => this.#telling.delete(accountId));
    this.#telling.set(accountId, telling);
  }

  /** When all that was asked for is done. */
  async idle(): Promise<void> {
    await Promise.all(this.#telling.values());
  }

  async #tell(accountId: number): Promise<void> {
    const { store } = this.#world;
    const state = await store.read(findSenderState, accountId);
    if (state?.unusual === undefined || state.told) return;
    const readers = await store.read(findHoldReaders, accountId);
    const account = readers.find((reader) => reader.accountId === accountId)?.address ?? '';
    const since = `${new Date(state.since).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    const facts = { account, since, unusual: state.unusual };
    const prepared: PreparedDelivery[] = [];
    for (const reader of readers) prepared.push(...(await this.#notice(reader, facts)));
    const notices = prepared.map(({ input }) => input);
    const drafts = prepared.map(({ draft }) => draft);
    await store.write(tellHold, { accountId, notices }, drafts);
  }

  /** None where the reader gets no mail, as most applications. */
  async #notice(reader: HoldReader, facts: HoldFacts): Promise<readonly PreparedDelivery[]> {
    const { delivery, recipients, ids, log, clock, hostName } = this.#world;
    const { address: to, language, admin } = reader;
    const address = parseAddress(to);
    if (address === undefined) return [];
    const { domain } = address;
    const german = language.startsWith('de');
    const words = holdWords(german ? 'de' : 'en', admin > 0 ? 'administrator' : 'owner', facts);
    const reportId = ids.next();
    const octets = buildMessage(
      [
        { name: 'From', text: `Postamt <postmaster@${domain}>` },
        { name: 'To', text: `<${to}>` },
        { name: 'Subject', text: words.subject },
        { name: 'Date', text: formatDate(clock.now()) },
        { name: 'Message-ID', text: `<${reportId}@${hostName}>` },
        { name: 'Auto-Submitted', text: 'auto-generated' }, // RFC 3834 §5
      ],
      { contentType: 'text/plain; charset=utf-8', content: words.text, encoding: '8bit' },
    );
    try {
      const resolution = await recipients.resolve(address);
      const addressing = { reportId, sender: to, domain, requireTls: false };
      const envelope = reportEnvelopeTo(addressing, resolution);
      return await delivery.prepare(envelope, Uint8Array.from(octets));
    } catch (error) {
      if (!(error instanceof Refusal) || error.code.startsWith('store.')) throw error;
      log.info('Notice refused', { to, code: error.code });
      return [];
    }
  }
}
