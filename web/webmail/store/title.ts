import { words } from '../words/words.ts';
import type { MailStore } from './mail-store.ts';
import type { Route } from './route.ts';

/** What the browser's tab says: unread messages of the inbox, and where one is. */
export function titleOf(store: MailStore, route: Route): string {
  const unread = store.mailboxes.byRole('inbox')?.unreadEmails ?? 0;
  const count = unread > 0 ? `(${unread}) ` : '';
  return `${count}${placeOf(store, route)} – ${words.value.product}`;
}

/** Where one is: the subject that is open, or the folder. */
export function placeOf(store: MailStore, route: Route): string {
  const say = words.value;
  if (route.view === 'settings') return say.settings;
  if (route.view === 'deleted') return say.deleted;
  if (route.view === 'contacts') return say.contacts;
  if (route.view === 'search') return say.searchTitle(route.text);
  const email = route.email === undefined ? undefined : store.emails.of(route.email).value;
  if (email !== undefined) return subjectOf(email.subject);
  const mailbox = store.mailboxes.bySlug(route.mailbox);
  return mailbox === undefined ? say.product : say.mailboxName(mailbox);
}

/** A subject, or words for none. */
export function subjectOf(subject: string | null): string {
  return subject === null || subject.trim() === '' ? words.value.noSubject : subject;
}
