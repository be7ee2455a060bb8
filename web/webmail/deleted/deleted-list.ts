import { signal } from '@preact/signals';

import type { EmailAddress } from '../../shared/jmap/mail-types.ts';
import { own } from '../settings/parts/own-api.ts';

export type DeletedMailbox = {
  readonly id: string;
  readonly name: string;
  readonly role: string | null;
};

/** A message as `/api/v1/me/deleted` tells it. */
export type DeletedMessage = {
  readonly id: string;
  readonly subject: string;
  readonly from: readonly EmailAddress[];
  readonly date: string;
  readonly mailbox: DeletedMailbox | null;
  readonly expiresAt: string;
};

type Page = { readonly messages: readonly DeletedMessage[]; readonly next: string | null };

type Restored = {
  readonly restored: readonly { readonly id: string; readonly mailbox: DeletedMailbox | null }[];
};

/** Messages that are restored with one request; the server takes 500. */
const restoredMax = 500;

/** Deleted messages as far as they are loaded, and which of them are selected. */
export class DeletedList {
  /** Undefined before the first page is there. */
  readonly messages = signal<readonly DeletedMessage[] | undefined>(undefined);
  readonly next = signal<string | null>(null);
  readonly selected = signal<ReadonlySet<string>>(new Set());
  readonly failure = signal<unknown>(undefined);
  readonly drafts = signal(false);
  /** Counts what is asked: an answer to an earlier question is late, and is not shown. */
  #asked = 0;

  /** Loads the first page. */
  async reload(): Promise<void> {
    this.messages.value = undefined;
    this.next.value = null;
    this.selected.value = new Set();
    await this.more();
  }

  /** Loads the page behind what is there. */
  async more(): Promise<void> {
    const asked = ++this.#asked;
    const query = new URLSearchParams();
    if (this.next.peek() !== null) query.set('after', this.next.peek() ?? '');
    if (this.drafts.peek()) query.set('drafts', 'true');
    this.failure.value = undefined;
    try {
      const page = await own<Page>('GET', `/deleted?${query}`);
      if (asked !== this.#asked) return;
      this.messages.value = [...(this.messages.peek() ?? []), ...page.messages];
      this.next.value = page.next;
    } catch (failure) {
      if (asked === this.#asked) this.failure.value = failure;
    }
  }

  select(id: string, on: boolean): void {
    const next = new Set(this.selected.peek());
    if (on) next.add(id);
    else next.delete(id);
    this.selected.value = next;
  }

  /** Brings messages back. @returns Where each is now, without those that were too late. */
  async restore(ids: readonly string[]): Promise<Restored['restored']> {
    const all: Restored['restored'][number][] = [];
    for (let at = 0; at < ids.length; at += restoredMax) {
      const body = { ids: ids.slice(at, at + restoredMax) };
      const { restored } = await own<Restored>('POST', '/deleted/restore', body);
      all.push(...restored);
      const gone = new Set(body.ids);
      this.messages.value = this.messages.peek()?.filter(({ id }) => !gone.has(id));
      this.selected.value = new Set([...this.selected.peek()].filter((id) => !gone.has(id)));
    }
    return all;
  }
}
