import type { Log } from '#base/log.ts';
import { AfterFiling } from '#core/delivery/after-filing.ts';
import type { FiledMessage, FilingObserver } from '#core/delivery/filing-observer.ts';
import { readMdn } from '#core/mdn/read-mdn.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import { noteReceipt } from '#store/operations/submission/note-reports.ts';
import type { Store } from '#store/store.ts';

/** Notifications that wait to be read in one thread; others are mail like any. Our choice. */
const waitingMax = 1_000;

/** Octets of a notification that is looked into: it may bring the original along. Our choice. */
const receiptOctetsMax = 1_048_576;

/** Notes in what somebody sent that it was displayed, as the recipient's program says (RFC 8621 §7). */
export class ReceiptReader implements FilingObserver {
  readonly #store: Store;
  readonly #log: Log;
  readonly #waiting: AfterFiling<FiledMessage>;

  constructor({ store, log }: { readonly store: Store; readonly log: Log }) {
    this.#store = store;
    this.#log = log;
    this.#waiting = new AfterFiling(async (message) => await this.#take(message), waitingMax);
  }

  filed(message: FiledMessage): void {
    if (isReceipt(message)) this.#waiting.add(message);
  }

  /** Until what waits is read. */
  async stop(): Promise<void> {
    await this.#waiting.idle();
  }

  async #take(message: FiledMessage): Promise<void> {
    try {
      await this.#read(message);
    } catch (error) {
      const { accountId, messageId } = message;
      this.#log.error('receipt not read', { accountId, messageId, error });
    }
  }

  async #read({ accountId, messageId }: FiledMessage): Promise<void> {
    const [row] = await this.#store.read(messageBlobs, { accountId, messageIds: [messageId] });
    if (row === undefined) return; // Deleted meanwhile.
    const [, blobId, segment, offset, storedLength, length, sha256] = row;
    if (length > receiptOctetsMax) return;
    const place = { blobId, segment, offset, storedLength, length, sha256 };
    const mdn = readMdn(await this.#store.readBlob(place));
    if (mdn === undefined || mdn.originalMessageId === null) return;
    const final = mdn.originalRecipient ?? mdn.finalRecipient ?? '';
    await this.#store.write(noteReceipt, {
      accountId,
      messageId,
      originalMessageId: mdn.originalMessageId,
      recipient: final.slice(final.indexOf(';') + 1).trim(),
      displayed: mdn.disposition.type === 'displayed',
    });
  }
}

function isReceipt({ fields, junk }: FiledMessage): boolean {
  if (junk) return false;
  const type = fields.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  return /^\s*multipart\/report\b.*disposition-notification/isu.test(type);
}
