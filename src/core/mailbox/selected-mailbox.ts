import type { MailboxView, ViewFollower } from '#core/mailbox/mailbox-view.ts';
import { resolveRanges, type SequenceSet } from '#proto/imap/sequence-set.ts';

/** Pairs of first and last message sequence number, ascending, apart. */
export type NumberRanges = readonly (readonly [number, number])[];

/**
 * What one peer has been told of a mailbox that it selected, over the view that all share.
 *
 * Message sequence numbers stay as the peer knows them until it was told otherwise (RFC 9051
 * §5.5, §7.5.1): rows that vanished keep their number as a gap, rows that came have none yet. A
 * peer that is up to date costs four numbers.
 */
export class SelectedMailbox implements ViewFollower {
  readonly view: MailboxView;
  readonly readOnly: boolean;
  /** UIDs of the last saved search, `$` (RFC 9051 §6.4.4.1). */
  saved: Uint32Array = noUids;
  /** Called when the view changed; set while the peer idles. */
  onChange: (() => void) | undefined;
  /** The first rows of the view, as many as the peer was told of. */
  #told: number;
  /** Sequence numbers of told rows that vanished, ascending. */
  #gaps: readonly number[] = noGaps;
  /** Changes up to here were told. */
  #knownModseq: number;
  #ownModseqs: readonly number[] = noGaps;
  #keywordsTold: number;

  constructor(view: MailboxView, readOnly: boolean) {
    this.view = view;
    this.readOnly = readOnly;
    this.#told = view.columns.count;
    this.#knownModseq = view.modseq;
    this.#keywordsTold = view.keywords.length;
    view.follow(this);
  }

  /** The largest message sequence number: what the last EXISTS and EXPUNGE came to. */
  get exists(): number {
    return this.#told + this.#gaps.length;
  }

  /** Rows of the view that have a sequence number. */
  get told(): number {
    return this.#told;
  }

  get hasGaps(): boolean {
    return this.#gaps.length > 0;
  }

  /** Whether {@link takeExpunged}, {@link changedRow} or {@link takeExists} have something. */
  get behind(): boolean {
    return (
      this.#gaps.length > 0 ||
      this.#told !== this.view.columns.count ||
      this.#knownModseq < this.view.modseq
    );
  }

  /** The row behind a sequence number, or -1 when it vanished or never was. */
  positionOf(number: number): number {
    if (this.#gaps.length === 0) return number <= this.#told ? number - 1 : -1;
    const before = gapsBelow(this.#gaps, number);
    if (this.#gaps[before] === number || number > this.exists) return -1;
    return number - 1 - before;
  }

  /** The sequence number of a told row. */
  numberOf(position: number): number {
    let low = 0;
    let high = this.#gaps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      // Rows in front of the gap: its number less one for itself and one for each earlier gap.
      if ((this.#gaps[middle] ?? 0) - middle - 1 <= position) low = middle + 1;
      else high = middle;
    }
    return position + 1 + low;
  }

  /** The sequence number of the told message with this UID, or 0. */
  numberOfUid(uid: number): number {
    const position = this.view.columns.positionOf(uid);
    return position < 0 || position >= this.#told ? 0 : this.numberOf(position);
  }

  /** The messages that a set names, as sequence numbers; numbers that were never told are left out. */
  resolve(set: SequenceSet, byUid: boolean): NumberRanges {
    if (set.kind === 'saved') return this.#numbersOf(this.saved);
    if (!byUid) return resolveRanges(set.ranges, this.exists);
    const { columns } = this.view;
    const last = this.#told === 0 ? 0 : (columns.uid[this.#told - 1] ?? 0);
    const ranges: [number, number][] = [];
    for (const [low, high] of resolveRanges(set.ranges, last)) {
      const from = columns.lowerBound(low);
      const to = Math.min(columns.lowerBound(high + 1), this.#told) - 1;
      if (from <= to) ranges.push([this.numberOf(from), this.numberOf(to)]);
    }
    return ranges;
  }

  /** UIDs of the messages behind sequence numbers; vanished ones are left out. */
  uidsOf(ranges: NumberRanges): number[] {
    const uids: number[] = [];
    const { uid } = this.view.columns;
    for (const [low, high] of ranges) {
      for (let number = low; number <= high; number++) {
        const position = this.positionOf(number);
        if (position >= 0) uids.push(uid[position] ?? 0);
      }
    }
    return uids;
  }

  /**
   * The numbers to tell in EXPUNGE responses one after another, each as the earlier ones left it
   * (RFC 9051 §7.5.1). Afterwards the numbers are those of the view's rows.
   */
  takeExpunged(): number[] {
    const numbers = this.#gaps.map((gap, index) => gap - index);
    this.#gaps = noGaps;
    return numbers;
  }

  /** The first told row at or behind `from` whose flags changed unknown to the peer, or -1. */
  changedRow(from: number): number {
    if (this.view.changedModseq <= this.#knownModseq) return -1;
    for (let position = from; position < this.#told; position++) {
      if (this.isUntold(position)) return position;
    }
    return -1;
  }

  /** Whether the row changed since the peer was told of changes last, other than by itself. */
  isUntold(position: number): boolean {
    const modseq = this.view.columns.modseq[position] ?? 0;
    return modseq > this.#knownModseq && !this.#ownModseqs.includes(modseq);
  }

  /** Says that the changes of this modseq were told, or are not to be told (RFC 9051 §6.4.6). */
  own(modseq: number): void {
    if (modseq > this.#knownModseq) this.#ownModseqs = [...this.#ownModseqs, modseq];
  }

  /** Whether there are keywords that the peer was not told of; they count as told then. */
  takeKeywords(): boolean {
    const count = this.view.keywords.length;
    if (count === this.#keywordsTold) return false;
    this.#keywordsTold = count;
    return true;
  }

  /** Ends the telling of changes: everything up to the view's modseq is known. */
  changesTold(): void {
    this.#knownModseq = this.view.modseq;
    this.#ownModseqs = noGaps;
  }

  /** The number for EXISTS when there are rows to be told of, otherwise undefined. */
  takeExists(): number | undefined {
    if (this.#told === this.view.columns.count) return undefined;
    this.#told = this.view.columns.count;
    return this.exists;
  }

  /** The peer leaves the mailbox. */
  leave(): void {
    this.onChange = undefined;
    this.view.unfollow(this);
  }

  rowsGo(positions: readonly number[]): void {
    const numbers: number[] = [];
    for (const position of positions) {
      if (position >= this.#told) break;
      numbers.push(this.numberOf(position));
    }
    if (numbers.length === 0) return;
    this.#told -= numbers.length;
    this.#gaps =
      this.#gaps.length === 0
        ? numbers
        : [...this.#gaps, ...numbers].toSorted((left, right) => left - right);
  }

  viewChanged(): void {
    this.onChange?.();
  }

  #numbersOf(uids: Uint32Array): NumberRanges {
    const ranges: [number, number][] = [];
    let open: [number, number] | undefined;
    for (const uid of uids) {
      const number = this.numberOfUid(uid);
      if (number === 0) continue;
      if (open !== undefined && number === open[1] + 1) open[1] = number;
      else ranges.push((open = [number, number]));
    }
    return ranges;
  }
}

const noUids = new Uint32Array(0);
const noGaps: readonly number[] = [];

/** How many of the ascending gaps are below `number`. */
function gapsBelow(gaps: readonly number[], number: number): number {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((gaps[middle] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
