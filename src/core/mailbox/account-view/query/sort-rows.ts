import type { Breather } from '#core/mailbox/breather.ts';

/** Rows sorted in one go: below a millisecond. */
const runRows = 1_024;

/** Rows merged between two looks at the clock. */
const rowsPerLook = 8_192;

/** Negative when the left one comes first. Never 0 for two different ones. */
export type Compare = (left: number, right: number) => number;

/** Sorts numbers without holding up others; returns a new array. */
export async function sortRows(
  rows: Uint32Array,
  compare: Compare,
  breather: Breather,
): Promise<Uint32Array<ArrayBuffer>> {
  const { length } = rows;
  let from = rows.slice();
  for (let start = 0; start < length; start += runRows) {
    from.subarray(start, start + runRows).sort(compare);
    if (breather.due) await breather.breathe();
  }
  let to = new Uint32Array(length);
  for (let width = runRows; width < length; width *= 2) {
    let merged = 0;
    for (let start = 0; start < length; start += 2 * width) {
      const merge = new Merge(from, to, { start, width, compare });
      while (merge.step(rowsPerLook)) {
        if (breather.due) await breather.breathe();
      }
      merged += 2 * width;
      if (merged >= rowsPerLook && breather.due) await breather.breathe();
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Merges two runs that are side by side, a piece at a time. */
class Merge {
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;
  readonly #compare: Compare;
  readonly #middle: number;
  readonly #end: number;
  #left: number;
  #right: number;
  #at: number;

  constructor(
    from: Uint32Array,
    to: Uint32Array,
    run: { readonly start: number; readonly width: number; readonly compare: Compare },
  ) {
    const { start, width, compare } = run;
    this.#from = from;
    this.#to = to;
    this.#compare = compare;
    this.#middle = Math.min(start + width, from.length);
    this.#end = Math.min(start + 2 * width, from.length);
    this.#left = start;
    this.#right = this.#middle;
    this.#at = start;
  }

  /** Merges at most `count` rows; says whether there are more. */
  step(count: number): boolean {
    const stop = Math.min(this.#end, this.#at + count);
    while (this.#at < stop) {
      const left = this.#from[this.#left] ?? 0;
      const right = this.#from[this.#right] ?? 0;
      const takeLeft =
        this.#right === this.#end || (this.#left < this.#middle && this.#compare(left, right) <= 0);
      if (takeLeft) this.#left++;
      else this.#right++;
      this.#to[this.#at++] = takeLeft ? left : right;
    }
    return this.#at < this.#end;
  }
}
