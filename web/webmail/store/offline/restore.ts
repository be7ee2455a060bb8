import type { MailStore } from '../mail-store.ts';
import type { KeptMail } from './kept-mail.ts';

/** Shows what was kept, as of the time when the server was heard last. */
export function restore(store: MailStore, kept: KeptMail): void {
  store.online.value = false;
  store.heardAt.value = kept.heardAt;
  store.emailState = kept.emailState;
  store.keptLists = kept.lists;
  store.mailboxes.restore(kept.mailboxes);
  for (const { email, thread, content } of kept.messages) {
    store.emails.put([email]);
    if (thread !== undefined) store.threads.put([{ id: email.threadId, emailIds: thread }]);
    if (content !== undefined) store.contents.put([content]);
  }
}
