import { batch as atOnce } from '@preact/signals';

import type { Mailbox, QueryAnswer } from '../../shared/jmap/mail-types.ts';
import { askText, confirm } from '../../shared/ui/confirm.ts';
import { toast } from '../../shared/ui/toasts.ts';
import { words } from '../words/words.ts';
import { destroy, mark } from './actions.ts';
import { loadEmails } from './load-emails.ts';
import { goTo, route } from './location.ts';
import type { MailStore } from './mail-store.ts';

/** Messages that one "mark all as read" or "empty" takes at a time. */
const sweepIdsMax = 500;

/** Rounds of such a sweep; a folder with more than 250,000 messages is swept twice. */
const sweepsMax = 500;

/** Asks for a name and makes a folder. */
export async function createMailbox(store: MailStore, parentId: string | null): Promise<void> {
  const { folder } = words.value;
  const name = await askText({
    title: folder.create,
    yes: folder.createYes,
    no: words.value.cancel,
    input: { label: folder.name, value: '' },
  });
  if (name !== undefined) await trying(() => store.mailboxes.create(name, parentId));
}

export async function renameMailbox(store: MailStore, { id, name }: Mailbox): Promise<void> {
  const { folder } = words.value;
  const next = await askText({
    title: folder.rename,
    yes: folder.renameYes,
    no: words.value.cancel,
    input: { label: folder.name, value: name },
  });
  if (next === undefined || next === name) return;
  if (!(await trying(() => store.mailboxes.rename(id, next)))) return;
  const run = () => void trying(() => store.mailboxes.rename(id, name));
  toast({ text: folder.renamed(next), action: { label: words.value.undo, run, undo: true } });
}

/** Puts a folder below another, or at the top, and offers undo. */
export async function nestMailbox(
  store: MailStore,
  id: string,
  parentId: string | null,
): Promise<void> {
  const { folder } = words.value;
  const before = store.mailboxes.all.peek().get(id);
  if (before === undefined || id === parentId || before.parentId === parentId) return;
  if (!(await trying(() => store.mailboxes.moveTo(id, parentId)))) return;
  const run = () => void trying(() => store.mailboxes.moveTo(id, before.parentId));
  toast({ text: folder.nested(before.name), action: { label: words.value.undo, run, undo: true } });
}

export async function removeMailbox(store: MailStore, mailbox: Mailbox): Promise<void> {
  const { folder } = words.value;
  const sure = await confirm({
    title: folder.removeTitle(mailbox.name),
    text: folder.removeText(mailbox.totalEmails),
    yes: folder.removeYes,
    no: words.value.cancel,
  });
  if (!sure) return;
  const at = route.peek();
  const gone = await trying(() => store.mailboxes.remove(mailbox.id));
  if (gone && at.view === 'mail' && at.mailbox === mailbox.id) {
    goTo({ view: 'mail', mailbox: 'inbox' }, { replace: true });
  }
}

/** Marks everything in a folder as read. */
export async function readAll(store: MailStore, { id }: Mailbox): Promise<void> {
  await trying(async () => {
    const filter = { inMailbox: id, notKeyword: '$seen' };
    for (let round = 0; round < sweepsMax; round++) {
      const ids = await someIds(store, filter);
      if (ids.length === 0) return;
      await loadEmails(store, ids);
      await mark(store, ids, { keyword: '$seen', set: true, quiet: round > 0 });
    }
  });
}

/** Removes everything in a folder for good, after a question. */
export async function emptyMailbox(store: MailStore, mailbox: Mailbox): Promise<void> {
  const { folder } = words.value;
  const sure = await confirm({
    title: folder.emptyTitle(words.value.mailboxName(mailbox)),
    text: folder.emptyText(mailbox.totalEmails),
    yes: folder.emptyYes,
    no: words.value.cancel,
  });
  if (!sure) return;
  await trying(async () => {
    for (let round = 0; round < sweepsMax; round++) {
      const ids = await someIds(store, { inMailbox: mailbox.id });
      if (ids.length === 0) return;
      await destroy(store, ids, ids);
    }
  });
  atOnce(() => void store.list.peek()?.refresh());
}

async function someIds(
  store: MailStore,
  filter: Readonly<Record<string, unknown>>,
): Promise<readonly string[]> {
  const query = await store.request((batch) =>
    batch.call<QueryAnswer>('Email/query', { filter, limit: sweepIdsMax }),
  );
  return query.answer.ids;
}

/** Says what went wrong. @returns Whether nothing did. */
async function trying(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    toast({ text: words.value.toasts.failed(detail), bad: true });
    return false;
  }
}
