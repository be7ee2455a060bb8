import { computed, type Signal, signal } from '@preact/signals';

import { MethodFailure } from '../../shared/jmap/errors.ts';
import type {
  ChangesAnswer,
  GetAnswer,
  Mailbox,
  MailboxRole,
  SetAnswer,
} from '../../shared/jmap/mail-types.ts';
import { assertSet } from '../../shared/jmap/set-result.ts';
import { language } from '../../shared/preferences.ts';
import { mailboxTree } from './mailbox-tree.ts';
import type { MailStore } from './mail-store.ts';

/** The account's folders, as signals. */
export class Mailboxes {
  readonly #store: MailStore;
  #state: string | undefined;
  #loading: Promise<void> | undefined;
  readonly all: Signal<ReadonlyMap<string, Mailbox>> = signal(new Map());
  readonly loaded = signal(false);
  readonly tree = computed(() => {
    const { compare } = new Intl.Collator(language.value, { numeric: true, sensitivity: 'base' });
    return mailboxTree(this.all.value, compare);
  });

  constructor(store: MailStore) {
    this.#store = store;
  }

  /** Reads all folders; a second call meanwhile waits for the first. */
  load(): Promise<void> {
    this.#loading ??= this.#read().finally(() => (this.#loading = undefined));
    return this.#loading;
  }

  async #read(): Promise<void> {
    const got = await this.#store.request((batch) =>
      batch.call<GetAnswer<Mailbox>>('Mailbox/get', { ids: null }),
    );
    const { list, state } = got.answer;
    this.#state = state;
    this.all.value = new Map(list.map((mailbox) => [mailbox.id, mailbox]));
    this.loaded.value = true;
  }

  /** Shows folders as they were, until they can be read. */
  restore(mailboxes: readonly Mailbox[]): void {
    this.all.value = new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
    this.loaded.value = true;
  }

  /** Brings the folders up to date with what changed at the server. */
  async refresh(): Promise<void> {
    const since = this.#state;
    if (since === undefined) return await this.load();
    const [changes, created, updated] = await this.#store.request((batch) => {
      const asked = batch.call<ChangesAnswer>('Mailbox/changes', { sinceState: since });
      return [
        asked,
        batch.call<GetAnswer<Mailbox>>('Mailbox/get', { '#ids': asked.ref('/created') }),
        batch.call<GetAnswer<Mailbox>>('Mailbox/get', { '#ids': asked.ref('/updated') }),
      ] as const;
    });
    if (changes.failure instanceof MethodFailure || changes.answer.hasMoreChanges) {
      return await this.load();
    }
    const { destroyed, newState } = changes.answer;
    const next = new Map(this.all.peek());
    for (const id of destroyed) next.delete(id);
    for (const mailbox of [...created.answer.list, ...updated.answer.list]) {
      next.set(mailbox.id, mailbox);
    }
    this.all.value = next;
    this.#state = newState;
  }

  byRole(role: MailboxRole): Mailbox | undefined {
    for (const mailbox of this.all.value.values()) if (mailbox.role === role) return mailbox;
    return undefined;
  }

  /** A folder as addresses name it: by role, or by id. */
  bySlug(slug: string): Mailbox | undefined {
    const byId = this.all.value.get(slug);
    if (byId !== undefined) return byId;
    for (const mailbox of this.all.value.values()) if (mailbox.role === slug) return mailbox;
    return undefined;
  }

  /** A folder by the name that people write, or by its role. */
  byName(name: string): Mailbox | undefined {
    const wanted = name.toLowerCase();
    for (const mailbox of this.all.value.values()) {
      if (mailbox.name.toLowerCase() === wanted || mailbox.role === wanted) return mailbox;
    }
    return undefined;
  }

  /** Counts that change at once, until the server says its own. */
  countUnread(changes: ReadonlyMap<string, number>): void {
    const next = new Map(this.all.peek());
    for (const [id, change] of changes) {
      const mailbox = next.get(id);
      if (mailbox === undefined || change === 0) continue;
      next.set(id, { ...mailbox, unreadEmails: Math.max(0, mailbox.unreadEmails + change) });
    }
    this.all.value = next;
  }

  /** @returns Its id. @throws {SetFailure} */
  async create(name: string, parentId: string | null, role?: MailboxRole): Promise<string> {
    const set = await this.#set({
      create: { n: { name, parentId, ...(role === undefined ? {} : { role }) } },
    });
    return set.created?.['n']?.id ?? '';
  }

  /** @throws {SetFailure} */
  async rename(id: string, name: string): Promise<void> {
    await this.#set({ update: { [id]: { name } } });
  }

  /** Puts a folder below another, or at the top. @throws {SetFailure} */
  async moveTo(id: string, parentId: string | null): Promise<void> {
    await this.#set({ update: { [id]: { parentId } } });
  }

  /** Removes a folder and the mail that is nowhere else. @throws {SetFailure} */
  async remove(id: string): Promise<void> {
    await this.#set({ destroy: [id], onDestroyRemoveEmails: true });
  }

  async #set(args: Readonly<Record<string, unknown>>): Promise<SetAnswer> {
    const set = await this.#store.request((batch) => batch.call<SetAnswer>('Mailbox/set', args));
    assertSet(set.answer);
    await this.refresh();
    return set.answer;
  }
}

/** What the address bar calls a folder. */
export function slugOf(mailbox: Mailbox): string {
  return mailbox.role ?? mailbox.id;
}
