import type { AccountColumns } from '#core/mailbox/account-view/account-columns.ts';

/** The visible messages of each thread, as lists through the columns. */
export class ThreadIndex {
  readonly #columns: AccountColumns;
  /** A row of each thread that has visible messages. */
  readonly #heads = new Map<number, number>();

  constructor(columns: AccountColumns) {
    this.#columns = columns;
  }

  get size(): number {
    return this.#heads.size;
  }

  has(threadId: number): boolean {
    return this.#heads.has(threadId);
  }

  threadIds(): MapIterator<number> {
    return this.#heads.keys();
  }

  /** A row of the thread, or -1; the others follow by {@link next}. */
  first(threadId: number): number {
    return this.#heads.get(threadId) ?? -1;
  }

  /** The next row of the same thread, or -1. */
  next(row: number): number {
    return this.#columns.threadNext[row] ?? -1;
  }

  /** The rows of a thread, oldest first (RFC 8621 §3). */
  rowsOf(threadId: number): number[] {
    const { receivedAt, messageId } = this.#columns;
    const rows: number[] = [];
    for (let row = this.first(threadId); row >= 0; row = this.next(row)) rows.push(row);
    return rows.toSorted(
      (left, right) =>
        (receivedAt[left] ?? 0) - (receivedAt[right] ?? 0) ||
        (messageId[left] ?? 0) - (messageId[right] ?? 0),
    );
  }

  add(row: number): void {
    const { threadId, threadNext, threadPrevious } = this.#columns;
    const thread = threadId[row] ?? 0;
    const head = this.first(thread);
    threadNext[row] = head;
    threadPrevious[row] = -1;
    if (head >= 0) threadPrevious[head] = row;
    this.#heads.set(thread, row);
  }

  /** Takes a row out, while the columns still say which thread it is in. */
  remove(row: number): void {
    const { threadId, threadNext, threadPrevious } = this.#columns;
    const next = threadNext[row] ?? -1;
    const previous = threadPrevious[row] ?? -1;
    if (next >= 0) threadPrevious[next] = previous;
    if (previous >= 0) threadNext[previous] = next;
    else if (next >= 0) this.#heads.set(threadId[row] ?? 0, next);
    else this.#heads.delete(threadId[row] ?? 0);
    threadNext[row] = -1;
    threadPrevious[row] = -1;
  }

  /** Makes all lists anew. */
  rebuild(): void {
    const { visible, count } = this.#columns;
    this.#heads.clear();
    for (let row = 0; row < count; row++) if (visible[row] === 1) this.add(row);
  }
}
