import {
  bodyProperties,
  contentProperties,
  type Email,
  type EmailContent,
  emailProperties,
  type GetAnswer,
  type Thread,
} from '../../shared/jmap/mail-types.ts';
import type { MailStore } from './mail-store.ts';

/** Messages asked for in one call; RFC 8620 §2 promises at least 500. */
const getIdsMax = 500;

/** Octets of one text that are shown; the rest is behind "download". Our choice. */
const bodyOctetsMax = 1_000_000;

/** Asks for messages that are not there yet. */
export async function loadEmails(store: MailStore, ids: readonly string[]): Promise<void> {
  const missing = [...new Set(ids)].filter((id) => store.emails.peek(id) === undefined);
  for (let at = 0; at < missing.length; at += getIdsMax) {
    const got = await store.request((batch) =>
      batch.call<GetAnswer<Email>>('Email/get', {
        ids: missing.slice(at, at + getIdsMax),
        properties: emailProperties,
      }),
    );
    noteEmails(store, got.answer);
  }
}

/** Asks for conversations and for all their messages. */
export async function loadThreads(store: MailStore, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)];
  for (let at = 0; at < wanted.length; at += getIdsMax) {
    const got = await store.request((batch) =>
      batch.call<GetAnswer<Thread>>('Thread/get', { ids: wanted.slice(at, at + getIdsMax) }),
    );
    store.threads.put(got.answer.list);
    store.threadState ??= got.answer.state;
    await loadEmails(
      store,
      got.answer.list.flatMap(({ emailIds }) => emailIds),
    );
  }
}

/** Asks for texts and attachments of messages, where they are not there yet. */
export async function loadContents(store: MailStore, ids: readonly string[]): Promise<void> {
  const missing = ids.filter((id) => store.contents.peek(id) === undefined);
  if (missing.length === 0) return;
  const got = await store.request((batch) =>
    batch.call<GetAnswer<EmailContent>>('Email/get', {
      ids: missing,
      properties: contentProperties,
      bodyProperties,
      fetchTextBodyValues: true,
      fetchHTMLBodyValues: true,
      maxBodyValueBytes: bodyOctetsMax,
    }),
  );
  store.contents.put(got.answer.list);
}

/** Asks for the texts of the rows before and after the open one, so that they open at once. */
export async function loadNeighbours(store: MailStore): Promise<void> {
  const rows = store.list.peek()?.rows.peek() ?? [];
  const at = rows.indexOf(store.active.peek());
  const ids = [rows[at + 1], at > 0 ? rows[at - 1] : undefined].filter((id) => id !== undefined);
  try {
    await loadContents(store, ids);
  } catch {
    // They are asked for again when they are opened.
  }
}

/** Takes what Email/get answered into the cache. */
export function noteEmails(store: MailStore, { list, state }: GetAnswer<Email>): void {
  store.emails.put(list);
  store.emailState ??= state;
}
