/** Rows allotted to a fresh, empty mailbox. */
const capacityMin = 16;

/** What the store tells of one message in a mailbox, in the order of `loadEntries`. */
export type EntryFields = {
  readonly uid: number;
  /** The message within its account; below 2^32. */
  readonly messageId: number;
  /** System flags as bits: 1 \Seen, 2 \Answered, 4 \Flagged, 8 \Deleted, 16 \Draft. */
  readonly flags: number;
  /** Bit n stands for the mailbox's keyword n; up to 50 bits. */
  readonly keywords: number;
  readonly modseq: number;
  /** Octets of the message; below 2^32. */
  readonly size: number;
  /** INTERNALDATE, milliseconds since the epoch. */
  readonly receivedAt: number;
  /** When it came into this mailbox, milliseconds since the epoch. */
  readonly savedAt: number;
};

/**
 * The messages of one mailbox as columns in the order of their UIDs, 53 octets each.
 *
 * Positions count from 0. Rows are added at the end and changed in place; removing rows moves the
 * later ones down, so a position is only good until the next `await`.
 */
export class MailboxColumns {
  count = 0;
  uid = new Uint32Array(capacityMin);
  messageId = new Uint32Array(capacityMin);
  flags = new Uint8Array(capacityMin);
  keywords = new Float64Array(capacityMin);
  modseq = new Float64Array(capacityMin);
  size = new Uint32Array(capacityMin);
  receivedAt = new Float64Array(capacityMin);
  savedAt = new Float64Array(capacityMin);
  /** The body's blob, which never changes; 0 until somebody looked it up. */
  blobId = new Float64Array(capacityMin);

  /** Makes room for `rows` in all, so that many appends grow the columns once. */
  reserve(rows: number): void {
    if (rows <= this.uid.length) return;
    const capacity = Math.max(rows, this.uid.length + (this.uid.length >> 1));
    this.uid = grown(this.uid, new Uint32Array(capacity));
    this.messageId = grown(this.messageId, new Uint32Array(capacity));
    this.flags = grown(this.flags, new Uint8Array(capacity));
    this.keywords = grown(this.keywords, new Float64Array(capacity));
    this.modseq = grown(this.modseq, new Float64Array(capacity));
    this.size = grown(this.size, new Uint32Array(capacity));
    this.receivedAt = grown(this.receivedAt, new Float64Array(capacity));
    this.savedAt = grown(this.savedAt, new Float64Array(capacity));
    this.blobId = grown(this.blobId, new Float64Array(capacity));
  }

  /** Adds a row at the end; its UID is above all others. */
  append(entry: EntryFields): void {
    this.reserve(this.count + 1);
    this.set(this.count++, entry);
  }

  /** Writes a whole row. */
  set(position: number, entry: EntryFields): void {
    this.uid[position] = entry.uid;
    this.messageId[position] = entry.messageId;
    this.flags[position] = entry.flags;
    this.keywords[position] = entry.keywords;
    this.modseq[position] = entry.modseq;
    this.size[position] = entry.size;
    this.receivedAt[position] = entry.receivedAt;
    this.savedAt[position] = entry.savedAt;
    this.blobId[position] = 0;
  }

  /** The position of the first row whose UID is `uid` or above; `count` when there is none. */
  lowerBound(uid: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.uid[middle] ?? 0) < uid) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The position of the row with just this UID, or -1. */
  positionOf(uid: number): number {
    const position = this.lowerBound(uid);
    return position < this.count && this.uid[position] === uid ? position : -1;
  }

  /** Removes the rows at `positions`, which ascend; later rows move down. */
  remove(positions: readonly number[]): void {
    const { length } = positions;
    let to = positions[0] ?? this.count;
    for (let index = 0; index < length; index++) {
      const from = (positions[index] ?? this.count) + 1;
      const end = positions[index + 1] ?? this.count;
      this.#move(to, from, end);
      to += end - from;
    }
    this.count -= length;
  }

  #move(to: number, from: number, end: number): void {
    if (from >= end) return;
    this.uid.copyWithin(to, from, end);
    this.messageId.copyWithin(to, from, end);
    this.flags.copyWithin(to, from, end);
    this.keywords.copyWithin(to, from, end);
    this.modseq.copyWithin(to, from, end);
    this.size.copyWithin(to, from, end);
    this.receivedAt.copyWithin(to, from, end);
    this.savedAt.copyWithin(to, from, end);
    this.blobId.copyWithin(to, from, end);
  }
}

function grown<Column extends { set(from: Column): void }>(old: Column, fresh: Column): Column {
  fresh.set(old);
  return fresh;
}
