import { effect } from '@preact/signals';

import type { ChangesAnswer } from '../../../shared/jmap/mail-types.ts';
import { now } from '../../../shared/now.ts';
import { loadContents } from '../load-emails.ts';
import type { MailStore } from '../mail-store.ts';
import { mayKeep } from './consent.ts';
import { emptyKept, readKept, writeKept } from './database.ts';
import type { KeptMail, KeptMessage } from './kept-mail.ts';
import { contentOctetsMax, listRowsMax, weigh, withList } from './limits.ts';

/** Wait after an answer before it is written, in milliseconds: answers come in bursts. */
const settleMs = 1_000;

/** Newest rows whose texts are read ahead, so that they can be read without a line. Our choice. */
const aheadMax = 30;

/** Texts asked for at once when reading ahead. */
const aheadStep = 10;

/** Kept texts that a page which starts takes up; `trim-caches.ts` holds as many. */
const textsMax = 200;

/** Answers to Email/changes that are followed before everything kept is thrown away. */
const changesMax = 10;

type Written = Pick<KeptMessage, 'email' | 'thread'> & { readonly texts: boolean };

/** Writes what a store knows to this device until `stop`. */
export class Keeper {
  readonly #store: MailStore;
  /** What this page has written. */
  readonly #written = new Map<string, Written>();
  /** Texts that were read ahead, whether they were there or not. */
  readonly #asked = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopFollowing: (() => void) | undefined;
  #busy = false;
  #caughtUp = false;
  #stopped = false;

  constructor(store: MailStore) {
    this.#store = store;
  }

  start(): void {
    this.#stopFollowing = effect(() => {
      const { online, heardAt } = this.#store;
      if (online.value && heardAt.value > 0) this.#soon();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#stopFollowing?.();
    clearTimeout(this.#timer);
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), settleMs);
  }

  async #run(): Promise<void> {
    if (!mayKeep() || this.#stopped || !this.#store.online.peek()) return;
    if (this.#busy) return this.#soon();
    this.#busy = true;
    try {
      if (!this.#caughtUp) await this.#catchUp();
      this.#caughtUp = true;
      await this.#write();
      await this.#readAhead();
    } catch {
      // The line was lost meanwhile: the next answer tries again.
    }
    this.#busy = false;
  }

  /** Takes out what was destroyed while no page was open, and what is somebody else's. */
  async #catchUp(): Promise<void> {
    const { client } = this.#store;
    const kept = await readKept();
    if (kept === undefined) return;
    const same =
      kept.accountId === client.accountId && kept.session.username === client.session.username;
    const gone = same ? await this.#destroyedSince(kept.emailState) : undefined;
    if (gone === undefined) return await emptyKept();
    await writeKept({ account: kept, messages: [], gone });
    this.#takeTexts(kept, new Set(gone));
  }

  /** Texts never change: what was kept opens at once. */
  #takeTexts({ lists, messages }: KeptMail, gone: ReadonlySet<string>): void {
    this.#store.keptLists = lists;
    const latest = messages.toSorted((one, other) => other.keptAt - one.keptAt);
    for (const { id, content } of latest.slice(0, textsMax)) {
      if (content === undefined || gone.has(id)) continue;
      if (this.#store.contents.peek(id) === undefined) this.#store.contents.put([content]);
    }
  }

  /** Undefined where the server cannot tell any more. */
  async #destroyedSince(state: string | undefined): Promise<readonly string[] | undefined> {
    const gone: string[] = [];
    let since = state;
    for (let answers = 0; since !== undefined && answers < changesMax; answers++) {
      const sinceState = since;
      const changes = await this.#store.request((batch) =>
        batch.call<ChangesAnswer>('Email/changes', { sinceState }),
      );
      if (changes.failure !== undefined) return undefined;
      gone.push(...changes.answer.destroyed);
      if (!changes.answer.hasMoreChanges) return gone;
      since = changes.answer.newState;
    }
    return undefined;
  }

  async #write(): Promise<void> {
    const store = this.#store;
    if (!store.mailboxes.loaded.peek()) return;
    const ids = this.#noteList();
    const fresh = this.#freshOf(ids);
    const gone = [...this.#written.keys()].filter((id) => store.emails.peek(id) === undefined);
    for (const id of gone) this.#written.delete(id);
    for (const { id, email, thread, content } of fresh) {
      const texts = content !== undefined || this.#written.get(id)?.texts === true;
      this.#written.set(id, { email, thread, texts });
    }
    await writeKept({
      account: {
        session: store.client.session,
        accountId: store.client.accountId,
        heardAt: store.heardAt.peek(),
        emailState: store.emailState,
        mailboxes: [...store.mailboxes.all.peek().values()],
        lists: store.keptLists,
      },
      messages: fresh,
      gone,
    });
  }

  /** Takes the first rows of the open folder. @returns What is worth keeping. */
  #noteList(): ReadonlySet<string> {
    const store = this.#store;
    const wanted = new Set(store.contents.ids());
    const list = store.list.peek();
    if (list?.query.mailboxId === undefined || list.total.peek() === undefined) return wanted;
    const rows = list.rows.peek().slice(0, listRowsMax);
    const ids = rows.filter((id) => id !== undefined);
    store.keptLists = withList(store.keptLists, { mailboxId: list.query.mailboxId, ids });
    for (const id of ids) {
      wanted.add(id);
      const thread = store.threads.peek(store.emails.peek(id)?.threadId ?? '');
      for (const member of thread?.emailIds ?? []) wanted.add(member);
    }
    return wanted;
  }

  /** Messages that are not kept as they are now. */
  #freshOf(ids: ReadonlySet<string>): readonly KeptMessage[] {
    const { emails, threads, contents } = this.#store;
    const fresh: KeptMessage[] = [];
    for (const id of ids) {
      const email = emails.peek(id);
      if (email === undefined) continue;
      const before = this.#written.get(id);
      const read = contents.peek(id);
      const content = weigh(read) > contentOctetsMax ? undefined : read;
      const thread = threads.peek(email.threadId)?.emailIds;
      const same =
        before?.email === email &&
        before.thread?.join() === thread?.join() &&
        (before.texts || content === undefined);
      if (!same) fresh.push({ id, email, thread, content, octets: weigh(content), keptAt: now() });
    }
    return fresh;
  }

  /** Reads the newest texts that are not there; what they answer is written in its turn. */
  async #readAhead(): Promise<void> {
    const store = this.#store;
    const list = store.list.peek();
    if (list?.query.mailboxId !== store.mailboxes.byRole('inbox')?.id) return;
    const rows = list?.rows.peek().slice(0, aheadMax) ?? [];
    const next = rows
      .filter((id) => id !== undefined)
      .filter((id) => store.contents.peek(id) === undefined && !this.#asked.has(id))
      .slice(0, aheadStep);
    for (const id of next) this.#asked.add(id);
    if (next.length > 0 && !this.#stopped) await loadContents(store, next);
  }
}
