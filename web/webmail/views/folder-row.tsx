import { useSignal } from '@preact/signals';

import type { Mailbox } from '../../shared/jmap/mail-types.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { MenuButton, type MenuItem } from '../../shared/ui/menu.tsx';
import { formatNumber } from '../../shared/words/words.ts';
import {
  createMailbox,
  emptyMailbox,
  nestMailbox,
  readAll,
  removeMailbox,
  renameMailbox,
} from '../store/mailbox-verbs.ts';
import type { MailboxNode } from '../store/mailbox-tree.ts';
import { moveTo } from '../store/mail-verbs.ts';
import { slugOf } from '../store/mailboxes.ts';
import type { MailStore } from '../store/mail-store.ts';
import { goTo, route } from '../store/location.ts';
import { formatRoute } from '../store/route.ts';
import { targetsOf } from '../store/targets.ts';
import { drawerOpen } from '../store/ui.ts';
import { words } from '../words/words.ts';
import { draggedRows, dragType, folderDragType } from './dragging.ts';
import { mailboxIcon } from './mailbox-icon.ts';
import { useStore } from './use-store.ts';

/** One folder: a way to open it, its count, its menu, and a place to drop mail on. */
export function FolderRow(props: {
  readonly node: MailboxNode;
  readonly collapsed: boolean;
  readonly onToggle: () => void;
}) {
  const store = useStore();
  const { mailbox, depth, children } = props.node;
  const drop = useDropTarget(store, mailbox.id);
  const name = words.value.mailboxName(mailbox);
  const slug = slugOf(mailbox);
  const at = route.value;
  const current =
    at.view === 'mail' && (at.mailbox === slug || at.mailbox === mailbox.id) ? 'page' : undefined;
  const target = { view: 'mail', mailbox: slug } as const;
  return (
    <li
      class="folder"
      style={{ '--depth': depth }}
      data-current={current !== undefined}
      data-drop={drop.over}
      {...drop.handlers}
    >
      {children.length > 0 && <Twisty {...props} name={name} />}
      <a
        href={formatRoute(target)}
        aria-current={current}
        draggable={mailbox.role === null}
        onDragStart={(event) => event.dataTransfer?.setData(folderDragType, mailbox.id)}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          drawerOpen.value = false;
          goTo(target);
        }}
      >
        <Icon name={mailboxIcon(mailbox.role)} />
        <span class="folder-name truncate">{name}</span>
        <FolderCount mailbox={mailbox} />
      </a>
      <MenuButton
        class="folder-menu icon-button"
        label={words.value.folder.menu(name)}
        icon="more"
        items={menuItems(store, mailbox)}
      />
    </li>
  );
}

/** Unread messages or, where mail is being written, all of them. */
function FolderCount({ mailbox }: { readonly mailbox: Mailbox }) {
  const drafts = mailbox.role === 'drafts';
  const count = drafts ? mailbox.totalEmails : mailbox.unreadEmails;
  if (count === 0 || mailbox.role === 'trash' || mailbox.role === 'sent') return null;
  const say = drafts ? words.value.messages(count) : words.value.unread(count);
  return (
    <span class={drafts ? 'folder-count quiet' : 'folder-count'}>
      <span aria-hidden="true">{formatNumber(count)}</span>
      <span class="visually-hidden">{say}</span>
    </span>
  );
}

function Twisty(props: {
  readonly collapsed: boolean;
  readonly name: string;
  readonly onToggle: () => void;
}) {
  return (
    <button
      type="button"
      class="folder-twisty"
      aria-expanded={!props.collapsed}
      aria-label={words.value.folder.below(props.name)}
      onClick={props.onToggle}
    >
      <Icon name={props.collapsed ? 'expand' : 'collapse'} size={14} />
    </button>
  );
}

/** What may be dropped on a folder. */
const accepted = [dragType, folderDragType];

function useDropTarget(store: MailStore, id: string) {
  const over = useSignal(false);
  const leave = () => (over.value = false);
  return {
    over: over.value,
    handlers: {
      onDragOver: (event: DragEvent) => {
        const types = event.dataTransfer?.types ?? [];
        if (event.dataTransfer === null || !accepted.some((type) => types.includes(type))) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'move';
        over.value = true;
      },
      onDragLeave: leave,
      onDrop: (event: DragEvent) => {
        leave();
        event.preventDefault();
        const folder = event.dataTransfer?.getData(folderDragType) ?? '';
        if (folder !== '') void nestMailbox(store, folder, id);
        else void moveTo(store, id, targetsOf(store, draggedRows(event.dataTransfer)));
      },
    },
  };
}

function menuItems(store: MailStore, mailbox: Mailbox): readonly MenuItem[] {
  const { folder } = words.value;
  const items: MenuItem[] = [
    { label: folder.readAll, icon: 'mailOpen', run: () => void readAll(store, mailbox) },
    {
      label: folder.createBelow,
      icon: 'plus',
      run: () => void createMailbox(store, mailbox.id),
    },
  ];
  if (mailbox.role === 'trash' || mailbox.role === 'junk') {
    const run = () => void emptyMailbox(store, mailbox);
    items.push({ label: folder.empty, icon: 'trash', danger: true, run });
  }
  if (mailbox.parentId !== null) {
    const run = () => void nestMailbox(store, mailbox.id, null);
    items.push({ label: folder.toTop, icon: 'move', run });
  }
  if (mailbox.role === null) {
    items.push(
      { label: folder.rename, icon: 'compose', run: () => void renameMailbox(store, mailbox) },
      {
        label: folder.remove,
        icon: 'trash',
        danger: true,
        run: () => void removeMailbox(store, mailbox),
      },
    );
  }
  return items;
}
