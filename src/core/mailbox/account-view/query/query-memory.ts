import type { AccountView } from '#core/mailbox/account-view/account-view.ts';
import { type OrderedBy, RowOrder } from '#core/mailbox/account-view/query/row-order.ts';
import { SortKeys, type TextKey } from '#core/mailbox/account-view/query/sort-keys.ts';
import { TextVerdicts } from '#core/mailbox/account-view/query/text-verdicts.ts';

/** What queries found out about a view, as long as the view is kept. */
export class QueryMemory {
  readonly verdicts = new TextVerdicts();
  readonly #view: AccountView;
  readonly #orders = new Map<OrderedBy, RowOrder>();
  readonly #keys = new Map<TextKey, SortKeys>();

  constructor(view: AccountView) {
    this.#view = view;
  }

  order(by: OrderedBy): RowOrder {
    let order = this.#orders.get(by);
    if (order === undefined) this.#orders.set(by, (order = new RowOrder(this.#view, by)));
    return order;
  }

  keys(by: TextKey): SortKeys {
    let keys = this.#keys.get(by);
    if (keys === undefined) this.#keys.set(by, (keys = new SortKeys(this.#view, by)));
    return keys;
  }
}

const memories = new WeakMap<AccountView, QueryMemory>();

/** The memory of a view. */
export function memoryOf(view: AccountView): QueryMemory {
  let memory = memories.get(view);
  if (memory === undefined) memories.set(view, (memory = new QueryMemory(view)));
  return memory;
}
