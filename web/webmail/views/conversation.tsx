import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { Email } from '../../shared/jmap/mail-types.ts';
import { mark } from '../store/actions.ts';
import { loadContents, loadNeighbours } from '../store/load-emails.ts';
import { Message } from './message.tsx';
import { useStore } from './use-store.ts';

/** All messages of a conversation, the oldest first; those that were read are one line each. */
export function Conversation({ emails }: { readonly emails: readonly Email[] }) {
  const store = useStore();
  const expanded = useSignal<ReadonlyMap<string, boolean>>(new Map());
  const last = emails.at(-1)?.id;
  // What opens by itself is decided when a message is first seen, and stays so when it is read.
  useEffect(() => {
    const next = new Map(expanded.peek());
    for (const email of emails) {
      const opens = email.id === last || !('$seen' in email.keywords);
      if (!next.has(email.id)) next.set(email.id, opens);
    }
    if (next.size !== expanded.peek().size) expanded.value = next;
  }, [emails, last, expanded]);
  const open = emails.filter(({ id }) => expanded.value.get(id) ?? id === last);
  const openIds = open.map(({ id }) => id).join(' ');
  useEffect(() => {
    if (openIds === '') return;
    const ids = openIds.split(' ');
    const read = async () => {
      await loadContents(store, ids);
      const unread = ids.filter((id) => !('$seen' in (store.emails.peek(id)?.keywords ?? {})));
      void loadNeighbours(store);
      if (unread.length > 0)
        await mark(store, unread, { keyword: '$seen', set: true, quiet: true });
    };
    void read().catch(() => {
      // The message shows that its text is not there, and offers another try.
    });
  }, [store, openIds]);
  return (
    <div class="conversation">
      {emails.map((email) => (
        <Message
          key={email.id}
          email={email}
          expanded={expanded.value.get(email.id) ?? email.id === last}
          onToggle={(value) => {
            expanded.value = new Map([...expanded.value, [email.id, value]]);
          }}
        />
      ))}
    </div>
  );
}
