import { batch as atOnce, type Signal, signal } from '@preact/signals';

import {
  type Email,
  emailProperties,
  type GetAnswer,
  type QueryAnswer,
  type Thread,
} from '../../shared/jmap/mail-types.ts';
import { isPassing } from '../../shared/jmap/retry.ts';
import { ahead, missingPages, pageRows, type RowRange } from './list-window.ts';
import { loadEmails, loadThreads, noteEmails } from './load-emails.ts';
import type { MailStore } from './mail-store.ts';
import { loadSnippets } from './search-snippets.ts';
import { trimCaches } from './trim-caches.ts';

/** Pages that are loaded at the same time. */
const pagesMax = 2;

/** What a list shows. */
export type ListQuery = {
  readonly filter: Readonly<Record<string, unknown>> | null;
  /** One row for each conversation. */
  readonly collapse: boolean;
  /** The folder whose mail it is; undefined: a search through all of them. */
  readonly mailboxId?: string | undefined;
};

/** Positions of an Email/query, loaded where somebody looks (RFC 8621 §4.4). */
export class EmailList {
  readonly query: ListQuery;
  readonly #store: MailStore;
  readonly #loading = new Set<number>();
  /** Message ids by position; undefined: not known yet. As long as the list. */
  readonly rows: Signal<readonly (string | undefined)[]> = signal([]);
  /** Undefined until the first answer. */
  readonly total: Signal<number | undefined> = signal(undefined);
  readonly error: Signal<unknown> = signal(undefined);
  /** Rows that came in above what is looked at; the view scrolls by as many and sets it to 0. */
  readonly shift = signal(0);
  /** What is looked at. */
  #range: RowRange = { first: 0, end: pageRows };

  constructor(store: MailStore, query: ListQuery) {
    this.#store = store;
    this.query = query;
    if (!store.online.peek()) this.#showKept();
  }

  /** Has the rows of the range loaded, as far as they are not there. */
  async look(range: RowRange): Promise<void> {
    this.#range = range;
    const gone = trimCaches(this.#store, this.rows.peek(), range.first);
    if (gone.size > 0) {
      this.rows.value = this.rows
        .peek()
        .map((id) => (id !== undefined && gone.has(id) ? undefined : id));
    }
    await this.#loadMissing();
  }

  /** Loads what is looked at now; whoever scrolls past does not leave a queue behind. */
  async #loadMissing(): Promise<void> {
    const total = this.total.peek();
    const rows = this.rows.peek();
    const pages =
      total === undefined
        ? [0]
        : [...missingPages(this.#range, rows), ...missingPages(ahead(this.#range, total), rows)];
    const next = pages.find((page) => !this.#loading.has(page));
    if (next === undefined || this.#loading.size >= pagesMax) return;
    const loaded = this.#loadPage(next);
    await this.#loadMissing();
    if (await loaded) await this.#loadMissing();
  }

  /** Asks again for what is looked at; forgets the other rows when anything moved. */
  async refresh(): Promise<void> {
    if (this.total.peek() === undefined) return await this.retry();
    const first = Math.max(0, this.#range.first - pageRows);
    const limit = this.#range.end + pageRows - first;
    const query = await this.#store.request((batch) =>
      batch.call<QueryAnswer>('Email/query', this.#queryArguments(first, limit)),
    );
    const { ids, total = 0, position } = query.answer;
    await this.#loadHeads(ids);
    const old = this.rows.peek();
    const same = total === old.length && ids.every((id, at) => old[position + at] === id);
    if (same) return;
    const seen = old[this.#range.first];
    const now = seen === undefined ? -1 : ids.indexOf(seen);
    atOnce(() => {
      this.rows.value = placed(Array.from({ length: total }), position, ids);
      this.total.value = total;
      if (now !== -1) this.shift.value += position + now - this.#range.first;
      this.#followActive(ids);
    });
  }

  /** A conversation that goes on has another newest message: its row stays the active one. */
  #followActive(ids: readonly string[]): void {
    const { active, emails } = this.#store;
    const id = active.peek();
    if (id === undefined || ids.includes(id) || !this.query.collapse) return;
    const thread = emails.peek(id)?.threadId;
    const row = ids.find((one) => emails.peek(one)?.threadId === thread);
    if (row !== undefined) active.value = row;
  }

  async retry(): Promise<void> {
    this.error.value = undefined;
    await this.look(this.#range);
  }

  /** Takes rows out at once. @returns A function that puts them back where they were. */
  take(ids: ReadonlySet<string>): () => void {
    const before = this.rows.peek();
    const taken = [...before.entries()].filter(([, id]) => id !== undefined && ids.has(id));
    this.#replace(before.filter((id) => id === undefined || !ids.has(id)));
    return () => {
      const rows = [...this.rows.peek()];
      for (const [at, id] of taken) if (!rows.includes(id)) rows.splice(at, 0, id);
      this.#replace(rows);
    };
  }

  #replace(rows: readonly (string | undefined)[]): void {
    atOnce(() => {
      this.rows.value = rows;
      this.total.value = rows.length;
    });
  }

  /** Shows the rows that were kept for a time without a line. @returns Whether there are any. */
  #showKept(): boolean {
    const { mailboxId } = this.query;
    const kept = this.#store.keptLists.find((list) => list.mailboxId === mailboxId);
    if (kept === undefined) return false;
    atOnce(() => {
      this.rows.value = kept.ids;
      this.total.value = kept.ids.length;
    });
    return true;
  }

  /** @returns Whether it could be loaded. */
  async #loadPage(first: number): Promise<boolean> {
    this.#loading.add(first);
    try {
      const { query, heads, threads } = await this.#askPage(first);
      const { ids, total = 0, position } = query.answer;
      noteEmails(this.#store, heads.answer);
      if (threads !== undefined) this.#store.threads.put(threads.answer.list);
      const old = this.rows.peek();
      const rows = total === old.length ? [...old] : Array.from<undefined>({ length: total });
      atOnce(() => {
        this.rows.value = placed(rows, position, ids);
        this.total.value = total;
        this.error.value = undefined;
      });
      const members = threads?.answer.list.flatMap(({ emailIds }) => emailIds) ?? [];
      this.#loading.delete(first);
      await loadEmails(this.#store, members);
      if (this.query.mailboxId === undefined) {
        void loadSnippets(this.#store, this.query.filter, ids);
      }
      return true;
    } catch (error) {
      this.#loading.delete(first);
      if (isPassing(error) && this.total.peek() === undefined && this.#showKept()) return false;
      this.error.value = error;
      return false;
    }
  }

  #askPage(first: number) {
    return this.#store.request((batch) => {
      const query = batch.call<QueryAnswer>('Email/query', this.#queryArguments(first, pageRows));
      const heads = batch.call<GetAnswer<Email>>('Email/get', {
        '#ids': query.ref('/ids'),
        properties: emailProperties,
      });
      const threads = this.query.collapse
        ? batch.call<GetAnswer<Thread>>('Thread/get', { '#ids': heads.ref('/list/*/threadId') })
        : undefined;
      return { query, heads, threads };
    });
  }

  /** Loads what the rows show where it is not there. */
  async #loadHeads(ids: readonly string[]): Promise<void> {
    const { emails } = this.#store;
    const missing = ids.filter((id) => emails.peek(id) === undefined);
    await loadEmails(this.#store, missing);
    if (!this.query.collapse) return;
    const threads = missing.map((id) => emails.peek(id)?.threadId ?? '').filter((id) => id !== '');
    if (threads.length > 0) await loadThreads(this.#store, threads);
  }

  #queryArguments(position: number, limit: number) {
    return {
      filter: this.query.filter,
      sort: [{ property: 'receivedAt', isAscending: false }],
      collapseThreads: this.query.collapse,
      position,
      limit,
      calculateTotal: true,
    };
  }
}

/** Writes ids into `rows` from `position` on. */
function placed(
  rows: (string | undefined)[],
  position: number,
  ids: readonly string[],
): readonly (string | undefined)[] {
  for (const [at, id] of ids.entries()) rows[position + at] = id;
  return rows;
}
