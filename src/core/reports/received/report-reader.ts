import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Log } from '#base/log.ts';
import { Refusal } from '#base/refusal.ts';
import type { FiledMessage, FilingObserver } from '#core/delivery/filing-observer.ts';
import { findReports } from '#core/reports/received/find-reports.ts';
import { keepFound, type KeepWorld } from '#core/reports/received/keep-found.ts';
import { addressIn } from '#core/reports/received/keep-reports.ts';
import { mayBringReport } from '#core/reports/received/report-address.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';

/** Messages that wait to be read, as ids: a flood beyond it is left unread in its mailbox. Ours. */
export const waitingMax = 10_000;

/** Octets of a message that is looked into: the largest reports have 10 MB packed and encoded. Ours. */
export const reportMessageOctetsMax = 16 * 1_048_576;

export type ReportReaderWorld = KeepWorld & { readonly log: Log };

/** Reads reports in mail that was filed for report addresses, one message after the other. */
export class ReportReader implements FilingObserver {
  readonly #world: ReportReaderWorld;
  readonly #waiting: FiledMessage[] = [];
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(world: ReportReaderWorld) {
    this.#world = world;
  }

  readonly filed = (message: FiledMessage): void => {
    if (this.#stopped || !mayBringReport(message.addresses, message.fields)) return;
    if (this.#waiting.length >= waitingMax) {
      const { accountId, messageId } = message;
      this.#world.log.warn('Report not read: too many wait', { accountId, messageId });
      return;
    }
    this.#waiting.push(message);
    this.#running ??= this.#work();
  };

  /** Resolves when everything that waits is read. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Reads no more; resolves when the message under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.length = 0;
    await this.#running;
  }

  async #work(): Promise<void> {
    await nextTurn();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { accountId, messageId } = next;
      try {
        await this.#read(next);
      } catch (error) {
        const { log } = this.#world;
        const code = error instanceof Refusal ? error.code : undefined;
        if (code === undefined) log.error('Report not read', { accountId, messageId, error });
        else log.warn('Report not read', { accountId, messageId, code });
      }
    }
    this.#running = undefined;
  }

  async #read(message: FiledMessage): Promise<void> {
    const { store, log } = this.#world;
    const { accountId, messageId } = message;
    const [row] = await store.read(messageBlobs, { accountId, messageIds: [messageId] });
    if (row === undefined) return; // Deleted meanwhile.
    const [, blobId, segment, offset, storedLength, length, sha256] = row;
    if (length > reportMessageOctetsMax) return;
    const place = { blobId, segment, offset, storedLength, length, sha256 };
    const found = await findReports(await store.readBlob(place), async () => {
      await nextTurn();
    });
    const { dmarc, tls, feedback, refused } = found;
    const { tenantId, verified } = message;
    const from = message.fields.find(({ name }) => name.toLowerCase() === 'from');
    const reporter = addressIn(from?.value ?? '');
    await keepFound(this.#world, { tenantId, verified, reporter }, found);
    for (const reason of refused) log.info('Report refused', { accountId, messageId, reason });
    if (dmarc.length + tls.length + feedback.length === 0) return;
    const counts = { dmarc: dmarc.length, tls: tls.length, feedback: feedback.length };
    log.debug('Report read', { accountId, messageId, ...counts });
  }
}
