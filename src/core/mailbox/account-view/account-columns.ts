import type { AccountMessageRow } from '#store/operations/message/account-changes.ts';

/** Rows allotted to a fresh, empty account. */
const capacityMin = 16;

/** Where a message is, as IMAP sees it. */
export type ViewEntry = {
  readonly mailboxId: number;
  readonly uid: number;
  /** System flags as bits: 1 \Seen, 2 \Answered, 4 \Flagged, 8 \Deleted, 16 \Draft. */
  readonly flags: number;
  /** Bit n stands for the mailbox's keyword n; up to 50 bits. */
  readonly keywords: number;
};

/**
 * The messages of one account as columns in the order of their ids, 94 octets each.
 *
 * The first entry of a message has columns of its own, the few further ones are in {@link more}.
 * The row of a message that was deleted stays until {@link rearrange}, as dead: in mailbox 0.
 */
export class AccountColumns {
  count = 0;
  messageId = new Uint32Array(capacityMin);
  threadId = new Uint32Array(capacityMin);
  size = new Uint32Array(capacityMin);
  /** INTERNALDATE, milliseconds since the epoch. */
  receivedAt = new Float64Array(capacityMin);
  /** The Date field, or else when it was received; milliseconds since the epoch. */
  sentAt = new Float64Array(capacityMin);
  blobId = new Float64Array(capacityMin);
  modseq = new Float64Array(capacityMin);
  /** Since when it can be seen. */
  createdModseq = new Float64Array(capacityMin);
  /** Since when it is, or is not any more, in its thread. */
  threadModseq = new Float64Array(capacityMin);
  /** src/store/message-attribute.ts */
  attributes = new Uint8Array(capacityMin);
  /** 1 for a message that is in a mailbox without \Deleted: the others JMAP does not see. */
  visible = new Uint8Array(capacityMin);
  mailboxId = new Uint32Array(capacityMin);
  uid = new Uint32Array(capacityMin);
  flags = new Uint8Array(capacityMin);
  keywords = new Float64Array(capacityMin);
  /** The neighbours in the list of the thread's visible messages, -1 at its ends. */
  threadNext = new Int32Array(capacityMin);
  threadPrevious = new Int32Array(capacityMin);
  /** Entries behind the first one, by row. */
  more = new Map<number, readonly ViewEntry[]>();

  reserve(rows: number): void {
    const { length } = this.messageId;
    if (rows <= length) return;
    const capacity = Math.max(rows, length + (length >> 1));
    this.#replace((column, make) => {
      const fresh = make(capacity);
      fresh.set(column);
      return fresh;
    });
  }

  /** Writes a message behind the last row; its entries and thread are another matter. */
  append(message: AccountMessageRow): number {
    this.reserve(this.count + 1);
    const row = this.count++;
    this.setMessage(row, message);
    this.visible[row] = 0;
    this.mailboxId[row] = 0;
    this.threadNext[row] = -1;
    this.threadPrevious[row] = -1;
    return row;
  }

  setMessage(row: number, message: AccountMessageRow): void {
    const [messageId, threadId, size, receivedAt, sentAt, blobId, modseq] = message;
    this.messageId[row] = messageId;
    this.threadId[row] = threadId;
    this.size[row] = size;
    this.receivedAt[row] = receivedAt;
    this.sentAt[row] = sentAt;
    this.blobId[row] = blobId;
    this.modseq[row] = modseq;
    [, , , , , , , this.createdModseq[row], this.threadModseq[row], this.attributes[row]] = message;
  }

  /** The row of a message below `end`, be it dead, or -1. */
  find(messageId: number, end: number): number {
    let low = 0;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.messageId[middle] ?? 0) < messageId) low = middle + 1;
      else high = middle;
    }
    return low < end && this.messageId[low] === messageId ? low : -1;
  }

  /** Keeps only these rows, in this order. Neighbours in threads are to be set anew. */
  rearrange(rows: Uint32Array): void {
    const more = new Map<number, readonly ViewEntry[]>();
    for (const [to, from] of rows.entries()) {
      const entries = this.more.get(from);
      if (entries !== undefined) more.set(to, entries);
    }
    this.more = more;
    this.count = rows.length;
    this.#replace((column, make) => {
      const fresh = make(Math.max(rows.length, capacityMin));
      for (let to = 0; to < rows.length; to++) fresh[to] = column[rows[to] ?? 0] ?? 0;
      return fresh;
    });
  }

  #replace(change: <C extends Column>(column: C, make: (length: number) => C) => C): void {
    this.messageId = change(this.messageId, words);
    this.threadId = change(this.threadId, words);
    this.size = change(this.size, words);
    this.receivedAt = change(this.receivedAt, numbers);
    this.sentAt = change(this.sentAt, numbers);
    this.blobId = change(this.blobId, numbers);
    this.modseq = change(this.modseq, numbers);
    this.createdModseq = change(this.createdModseq, numbers);
    this.threadModseq = change(this.threadModseq, numbers);
    this.attributes = change(this.attributes, octets);
    this.visible = change(this.visible, octets);
    this.mailboxId = change(this.mailboxId, words);
    this.uid = change(this.uid, words);
    this.flags = change(this.flags, octets);
    this.keywords = change(this.keywords, numbers);
    this.threadNext = change(this.threadNext, links);
    this.threadPrevious = change(this.threadPrevious, links);
  }
}

type Column =
  | Uint32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>;

const words = (length: number): Uint32Array<ArrayBuffer> => new Uint32Array(length);
const numbers = (length: number): Float64Array<ArrayBuffer> => new Float64Array(length);
const octets = (length: number): Uint8Array<ArrayBuffer> => new Uint8Array(length);
const links = (length: number): Int32Array<ArrayBuffer> => new Int32Array(length);
