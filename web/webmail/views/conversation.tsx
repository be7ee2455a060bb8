import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { Email } from '../../shared/jmap/mail-types.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { mark } from '../store/actions.ts';
import { loadContents, loadNeighbours } from '../store/load-emails.ts';
import { words } from '../words/words.ts';
import { foldRuns } from './fold-runs.ts';
import { Message } from './message.tsx';
import { useStore } from './use-store.ts';

/** All messages of a conversation, the oldest first; those that were read are one line each. */
export function Conversation({ emails }: { readonly emails: readonly Email[] }) {
  const store = useStore();
  const expanded = useSignal<ReadonlyMap<string, boolean>>(new Map());
  const unfolded = useSignal(false);
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
  const isOpen = ({ id }: Email) => expanded.value.get(id) ?? id === last;
  const folds = unfolded.value
    ? emails.map((one) => ({ one }))
    : foldRuns(emails, (email) => !isOpen(email));
  return (
    <div class="conversation">
      {folds.map((fold) =>
        'one' in fold ? (
          <Message
            key={fold.one.id}
            email={fold.one}
            expanded={isOpen(fold.one)}
            onToggle={(value) => {
              expanded.value = new Map([...expanded.value, [fold.one.id, value]]);
            }}
          />
        ) : (
          <button
            key={fold.several[0]?.id}
            type="button"
            class="message-fold"
            onClick={() => (unfolded.value = true)}
          >
            <Icon name="expand" size={16} /> {words.value.earlier(fold.several.length)}
          </button>
        ),
      )}
    </div>
  );
}
