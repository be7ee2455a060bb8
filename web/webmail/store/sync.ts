import type { ChangesAnswer, Email, GetAnswer } from '../../shared/jmap/mail-types.ts';
import { emailProperties } from '../../shared/jmap/mail-types.ts';
import { Push } from '../../shared/jmap/push.ts';
import { now } from '../../shared/now.ts';

import { loadThreads } from './load-emails.ts';
import type { MailStore } from './mail-store.ts';

/** Answers to Email/changes that are followed before everything is read anew. */
const changesMax = 10;

/** Wait for more news before asking, in milliseconds: a burst of mail is one question. */
const settleMs = 80;

/** How often we ask though no push comes, in milliseconds. */
const pollMs = 60_000;

/** How often we try again while the server is away, in milliseconds. */
const offlinePollMs = 5_000;

/** Keeps the store as the server is, until `stop`. */
export class Sync {
  readonly #store: MailStore;
  readonly #push: Push;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;
  #polled = 0;
  #running = false;
  #again = false;

  constructor(store: MailStore) {
    this.#store = store;
    this.#push = new Push(store.client, {
      onChange: ({ changed }) => {
        if (store.client.accountId in changed) this.soon();
      },
      // After a break nobody told us what happened meanwhile.
      onLink: (open) => {
        if (open) this.soon();
      },
    });
  }

  start(): void {
    this.#push.start();
    this.#polled = now();
    this.#poll = setInterval(() => this.#pollIfDue(), offlinePollMs);
    window.addEventListener('online', this.#onAwake);
    document.addEventListener('visibilitychange', this.#onAwake);
  }

  stop(): void {
    this.#push.stop();
    clearTimeout(this.#timer);
    clearInterval(this.#poll);
    window.removeEventListener('online', this.#onAwake);
    document.removeEventListener('visibilitychange', this.#onAwake);
  }

  /** Asks for changes after a moment. */
  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), settleMs);
  }

  #pollIfDue(): void {
    if (this.#store.online.peek() && now() - this.#polled < pollMs) return;
    this.#polled = now();
    this.soon();
  }

  /** The network or the page is back: a computer that slept may have missed news. */
  readonly #onAwake = () => {
    if (document.visibilityState === 'visible') this.soon();
  };

  async #run(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = true;
    try {
      await this.#store.mailboxes.refresh();
      await followChanges(this.#store);
      await this.#store.list.peek()?.refresh();
    } catch {
      // The store shows that it is offline; the next change or poll tries again.
    }
    this.#running = false;
    if (this.#again) {
      this.#again = false;
      this.soon();
    }
  }
}

/** Brings cached messages and conversations up to date. */
async function followChanges(store: MailStore): Promise<void> {
  for (let answers = 0; store.emailState !== undefined && answers < changesMax; answers++) {
    const since = store.emailState;
    const changes = await store.request((batch) =>
      batch.call<ChangesAnswer>('Email/changes', { sinceState: since }),
    );
    if (changes.failure !== undefined) break;
    const { created, updated, destroyed, newState, hasMoreChanges } = changes.answer;
    await rereadEmails(store, { created, updated });
    store.emails.remove(destroyed);
    store.emailState = newState;
    if (!hasMoreChanges) return;
  }
  store.emailState = undefined;
  await rereadEmails(store, { created: [], updated: store.emails.ids() });
}

/** Reads new messages of known conversations, and known messages, again. */
async function rereadEmails(
  store: MailStore,
  { created, updated }: Pick<ChangesAnswer, 'created' | 'updated'>,
): Promise<void> {
  const known = updated.filter((id) => store.emails.peek(id) !== undefined);
  const ids = [...created, ...known].slice(0, idsMax);
  if (ids.length === 0) return;
  const got = await store.request((batch) =>
    batch.call<GetAnswer<Email>>('Email/get', { ids, properties: emailProperties }),
  );
  store.emails.put(got.answer.list);
  store.emailState ??= got.answer.state;
  const threads = got.answer.list.map(({ threadId }) => threadId);
  await loadThreads(store, [...new Set(threads)]);
}

/** Messages read again at once; what is beyond shows its old marks until it is opened. */
const idsMax = 500;
