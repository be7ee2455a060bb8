import type { Cursor } from '#proto/cursor.ts';
import { parseNzNumber } from '#proto/imap/number.ts';

/** `from` to `to`, both included, in either order; {@link largest} stands for `*`. */
export type SeqRange = { readonly from: number; readonly to: number };

/** Message numbers as asked for; `saved` is `$`, the last saved search (RFC 9051 §6.4.4.1). */
export type SequenceSet =
  | { readonly kind: 'ranges'; readonly ranges: readonly SeqRange[] }
  | { readonly kind: 'saved' };

/** `*`: the largest number in use (RFC 9051 §9, seq-number). */
export const largest = Number.POSITIVE_INFINITY;

/** Ranges accepted in one set: bounds the work one line can ask for. Our choice, no RFC's. */
export const rangesMax = 10_000;

/**
 * Parses a sequence-set such as `1:3,7,9:*`, or `$` (RFC 9051 §9, §4.1.1).
 *
 * @throws {ParseError} On anything but a sequence-set, and beyond {@link rangesMax} ranges.
 */
export function parseSequenceSet(cursor: Cursor): SequenceSet {
  if (cursor.take('$')) return { kind: 'saved' };
  return { kind: 'ranges', ranges: parseRanges(cursor) };
}

/** As {@link parseSequenceSet} where `$` has no place. @throws {ParseError} */
export function parseRanges(cursor: Cursor): readonly SeqRange[] {
  const ranges: SeqRange[] = [];
  do {
    if (ranges.length === rangesMax) throw cursor.error(`More than ${rangesMax} ranges`);
    const from = parseSeqNumber(cursor);
    const to = cursor.take(':') ? parseSeqNumber(cursor) : from;
    ranges.push({ from, to });
  } while (cursor.take(','));
  return ranges;
}

/** Whether a sequence-set could begin here. */
export function atSequenceSet(cursor: Cursor): boolean {
  const octet = cursor.peek();
  return octet === 0x2a || octet === 0x24 || (octet >= 0x31 && octet <= 0x39);
}

/**
 * The ranges in ascending order, merged, with `*` resolved to `last` and cut at it.
 *
 * `5:*` holds the last message even when that is 3 (RFC 9051 §9, seq-range).
 *
 * @param last The largest number in use; 0 in an empty mailbox, which gives no ranges.
 * @returns Pairs of first and last number.
 */
export function resolveRanges(
  ranges: readonly SeqRange[],
  last: number,
): readonly (readonly [number, number])[] {
  const pairs: [number, number][] = [];
  for (const { from, to } of ranges) {
    const start = from === largest ? last : from;
    const end = to === largest ? last : to;
    const low = Math.min(start, end);
    if (low <= last && low > 0) pairs.push([low, Math.min(Math.max(start, end), last)]);
  }
  pairs.sort((left, right) => left[0] - right[0]);
  return mergeSorted(pairs);
}

function mergeSorted(pairs: readonly [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  let open: [number, number] | undefined;
  for (const pair of pairs) {
    if (open !== undefined && pair[0] <= open[1] + 1) {
      open[1] = Math.max(open[1], pair[1]);
    } else {
      open = [pair[0], pair[1]];
      merged.push(open);
    }
  }
  return merged;
}

function parseSeqNumber(cursor: Cursor): number {
  return cursor.take('*') ? largest : parseNzNumber(cursor);
}
