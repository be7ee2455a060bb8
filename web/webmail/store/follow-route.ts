import { effect, untracked } from '@preact/signals';

import { EmailList, type ListQuery } from './email-list.ts';
import { loadEmails, loadThreads } from './load-emails.ts';
import { goTo, route } from './location.ts';
import type { MailStore } from './mail-store.ts';
import { startRoute } from './route.ts';
import { searchFilter } from './search-filter.ts';
import { noSelection } from './selection.ts';

/** Shows the list and the message that the address names, until the returned function is called. */
export function followRoute(store: MailStore): () => void {
  if (location.pathname === '/') goTo(startRoute, { replace: true });
  void store.mailboxes.load().catch(() => {
    // The sidebar shows that there is nothing, and offers another try.
  });
  let shown: string | undefined;
  const stopList = effect(() => {
    const query = queryOf(store);
    const key = JSON.stringify(query);
    if (key === shown) return;
    shown = key;
    untracked(() => showList(store, query));
  });
  const stopEmail = effect(() => {
    const at = route.value;
    const id = at.view === 'mail' || at.view === 'search' ? at.email : undefined;
    untracked(() => {
      if (id !== undefined) void showEmail(store, id);
    });
  });
  return () => {
    stopList();
    stopEmail();
  };
}

/** What the address asks for; null: nothing yet, or no list. */
function queryOf(store: MailStore): ListQuery | null {
  const at = route.value;
  if (at.view === 'search') {
    const nameToId = (name: string) => store.mailboxes.byName(name)?.id;
    const everywhere = /(?:^|\s)-?in:/u.test(at.text);
    const apart = [store.mailboxes.byRole('trash')?.id, store.mailboxes.byRole('junk')?.id];
    const inMailboxOtherThan = apart.filter((id) => id !== undefined);
    const found = searchFilter(at.text, nameToId);
    if (everywhere || inMailboxOtherThan.length === 0) return { filter: found, collapse: false };
    const conditions = [{ inMailboxOtherThan }, ...(found === null ? [] : [found])];
    return { filter: { operator: 'AND', conditions }, collapse: false };
  }
  if (at.view !== 'mail') return null;
  const mailbox = store.mailboxes.bySlug(at.mailbox);
  if (mailbox === undefined) return null;
  const apart = mailbox.role === 'drafts' || mailbox.role === 'trash' || mailbox.role === 'junk';
  return { filter: { inMailbox: mailbox.id }, collapse: !apart, mailboxId: mailbox.id };
}

function showList(store: MailStore, query: ListQuery | null): void {
  const list = query === null ? undefined : new EmailList(store, query);
  store.list.value = list;
  store.snippets.clear();
  store.selection.value = noSelection;
  const at = route.peek();
  store.active.value = at.view === 'mail' || at.view === 'search' ? at.email : undefined;
  void list?.look({ first: 0, end: 1 });
}

/** Has the conversation of a message loaded. */
async function showEmail(store: MailStore, id: string): Promise<void> {
  store.active.value = id;
  try {
    await loadEmails(store, [id]);
    const threadId = store.emails.peek(id)?.threadId;
    if (threadId !== undefined) await loadThreads(store, [threadId]);
  } catch {
    // The reading pane offers another try.
  }
}
