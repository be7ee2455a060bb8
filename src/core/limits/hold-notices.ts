import type { PreparedDelivery } from '#core/delivery/message-delivery.ts';
import { type HoldFacts, holdWords } from '#core/limits/hold-words.ts';
import { type NoticeWorld, prepareNotice } from '#core/notices/prepare-notice.ts';
import { tellHold } from '#store/operations/limits/change-hold.ts';
import { findHoldReaders, type HoldReader } from '#store/operations/limits/find-hold-readers.ts';
import { findSenderState } from '#store/operations/limits/find-sender.ts';
import type { Store } from '#store/store.ts';

export type HoldNoticesWorld = NoticeWorld & { readonly store: Store };

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

  #notice(reader: HoldReader, facts: HoldFacts): Promise<readonly PreparedDelivery[]> {
    const language = reader.language.startsWith('de') ? 'de' : 'en';
    const words = holdWords(language, reader.admin > 0 ? 'administrator' : 'owner', facts);
    return prepareNotice(this.#world, reader.address, words);
  }
}
