import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { type Compare, sortRows } from '#core/mailbox/account-view/query/sort-rows.ts';
import type { Breather } from '#core/mailbox/breather.ts';

/** Rows that are put into an order one by one; more are sorted and merged. Our choice. */
const insertedRowsMax = 32;

/** What never changes of a message and is a column, so that an order by it can be kept. */
export type OrderedBy = 'receivedAt' | 'sentAt' | 'size';

/** All rows of a view in the order of a column, ascending, rows with the same value by id. */
export class RowOrder {
  readonly #view: AccountView;
  readonly #by: OrderedBy;
  #rows = new Uint32Array(0);
  /** Rows below this one are in the order. */
  #through = 0;
  #arrangement = -1;

  constructor(view: AccountView, by: OrderedBy) {
    this.#view = view;
    this.#by = by;
  }

  /** Makes the order where there is none yet. Afterwards, without an `await`, {@link rows} is good. */
  async prepare(breather: Breather): Promise<void> {
    const view = this.#view;
    while (this.#arrangement !== view.arrangement) {
      const { arrangement } = view;
      const { count } = view.columns;
      const all = Uint32Array.from({ length: count }, (_, row) => row);
      const sorted = await sortRows(all, this.#compare(), breather);
      if (view.arrangement !== arrangement) continue;
      this.#rows = sorted;
      this.#through = count;
      this.#arrangement = arrangement;
    }
  }

  /** The rows in order, dead and hidden ones among them; the first {@link count} are meant. */
  rows(): Uint32Array {
    this.#takeNewRows();
    return this.#rows;
  }

  /** How many rows there are in order. */
  get count(): number {
    return this.#through;
  }

  #takeNewRows(): void {
    const { count } = this.#view.columns;
    const through = this.#through;
    if (through === count) return;
    const compare = this.#compare();
    if (count > this.#rows.length) {
      const grown = new Uint32Array(count + (count >> 3) + insertedRowsMax);
      grown.set(this.#rows.subarray(0, through));
      this.#rows = grown;
    }
    if (count - through > insertedRowsMax) this.#merge(count, compare);
    else for (let row = through; row < count; row++) this.#insert(row, compare);
    this.#through = count;
  }

  #insert(row: number, compare: Compare): void {
    let low = 0;
    let high = row;
    // New messages belong at the end mostly.
    if (row > 0 && compare(this.#rows[row - 1] ?? 0, row) < 0) low = row;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(this.#rows[middle] ?? 0, row) < 0) low = middle + 1;
      else high = middle;
    }
    this.#rows.copyWithin(low + 1, low, row);
    this.#rows[low] = row;
  }

  #merge(count: number, compare: Compare): void {
    const rows = this.#rows;
    const through = this.#through;
    const fresh = Uint32Array.from({ length: count - through }, (_, index) => through + index);
    fresh.sort(compare);
    let old = through - 1;
    let added = fresh.length - 1;
    for (let to = count - 1; added >= 0; to--) {
      const left = rows[old] ?? 0;
      const right = fresh[added] ?? 0;
      const takeOld = old >= 0 && compare(left, right) > 0;
      rows[to] = takeOld ? left : right;
      if (takeOld) old--;
      else added--;
    }
  }

  #compare(): Compare {
    const column = this.#view.columns[this.#by];
    return (left, right) => (column[left] ?? 0) - (column[right] ?? 0) || left - right;
  }
}
