import { useSignal } from '@preact/signals';

import { Icon } from '../../shared/ui/icons.tsx';
import { visibleNodes } from '../store/mailbox-tree.ts';
import { createMailbox } from '../store/mailbox-verbs.ts';
import { words } from '../words/words.ts';
import { FolderRow } from './folder-row.tsx';
import { useStore } from './use-store.ts';

/** How many bars stand for folders that are being loaded. */
const skeletonRows = 6;

/** All folders as a list with indents. */
export function FolderTree() {
  const store = useStore();
  const collapsed = useSignal<ReadonlySet<string>>(new Set());
  const { mailboxes } = store;
  const say = words.value;
  if (!mailboxes.loaded.value) return <LoadingFolders />;
  const toggle = (id: string) => {
    const next = new Set(collapsed.value);
    if (!next.delete(id)) next.add(id);
    collapsed.value = next;
  };
  return (
    <>
      <ul>
        {visibleNodes(mailboxes.tree.value, collapsed.value).map((node) => (
          <FolderRow
            key={node.mailbox.id}
            node={node}
            collapsed={collapsed.value.has(node.mailbox.id)}
            onToggle={() => toggle(node.mailbox.id)}
          />
        ))}
      </ul>
      <button
        type="button"
        class="folder-new button quiet"
        onClick={() => void createMailbox(store, null)}
      >
        <Icon name="plus" size={16} /> {say.folder.create}
      </button>
    </>
  );
}

function LoadingFolders() {
  const store = useStore();
  if (!store.online.value) {
    return (
      <button type="button" class="button" onClick={() => void store.mailboxes.load()}>
        {words.value.retry}
      </button>
    );
  }
  return (
    <ul aria-busy="true" aria-label={words.value.loading}>
      {Array.from({ length: skeletonRows }, (_, at) => (
        <li key={at} class="folder skeleton" />
      ))}
    </ul>
  );
}
