import type { MailboxRole } from '../../shared/jmap/mail-types.ts';
import { theme } from '../../shared/preferences.ts';
import type { IconName } from '../../shared/ui/icons.tsx';
import { toast, undoLast } from '../../shared/ui/toasts.ts';
import { words } from '../words/words.ts';
import { compose, type ComposeRequest } from './compose-request.ts';
import { goTo, route } from './location.ts';
import { archive, remove, spam, toggleFlag, toggleRead } from './mail-verbs.ts';
import type { MailStore } from './mail-store.ts';
import { closeRow, openRow, step } from './navigation.ts';
import { askTool, newestActive } from './message-tool-request.ts';
import { extendTo, noSelection, toggleRow } from './selection.ts';
import { signOut } from './session.ts';
import { loadSettings } from './settings-part.ts';
import { drawerOpen, helpOpen, palette } from './ui.ts';

/** Something that people do, by key, from the palette or by a button. */
export type Command = {
  readonly id: keyof ReturnType<typeof labels>;
  readonly icon: IconName;
  /** Keys as `keys.ts` writes them, the first one is shown; two keys in a row with a space. */
  readonly keys: readonly string[];
  readonly group: 'move' | 'mail' | 'write' | 'go' | 'page';
  readonly run: (store: MailStore) => unknown;
};

/** In the order in which help shows them. */
const all: readonly Command[] = [
  { id: 'next', icon: 'collapse', keys: ['j', 'ArrowDown'], group: 'move', run: (s) => step(s, 1) },
  { id: 'previous', icon: 'back', keys: ['k', 'ArrowUp'], group: 'move', run: (s) => step(s, -1) },
  { id: 'open', icon: 'mailOpen', keys: ['o', 'Enter'], group: 'move', run: open },
  { id: 'close', icon: 'back', keys: ['u', 'Escape'], group: 'move', run: close },
  { id: 'select', icon: 'check', keys: ['x'], group: 'move', run: select },
  {
    id: 'extendDown',
    icon: 'check',
    keys: ['shift+ArrowDown'],
    group: 'move',
    run: (s) => extend(s, 1),
  },
  {
    id: 'extendUp',
    icon: 'check',
    keys: ['shift+ArrowUp'],
    group: 'move',
    run: (s) => extend(s, -1),
  },
  { id: 'selectAll', icon: 'check', keys: ['mod+a'], group: 'move', run: selectAll },
  { id: 'archive', icon: 'archive', keys: ['e'], group: 'mail', run: (s) => archive(s) },
  { id: 'delete', icon: 'trash', keys: ['#', 'Delete'], group: 'mail', run: (s) => remove(s) },
  { id: 'spam', icon: 'spam', keys: ['!'], group: 'mail', run: (s) => spam(s) },
  { id: 'move', icon: 'move', keys: ['v'], group: 'mail', run: () => (palette.value = 'move') },
  { id: 'flag', icon: 'flag', keys: ['s'], group: 'mail', run: (s) => toggleFlag(s) },
  { id: 'read', icon: 'mailOpen', keys: ['i'], group: 'mail', run: (s) => toggleRead(s) },
  { id: 'source', icon: 'drafts', keys: ['mod+u'], group: 'mail', run: askTool('source') },
  { id: 'why', icon: 'info', keys: [], group: 'mail', run: askTool('trace') },
  { id: 'undo', icon: 'undo', keys: ['z', 'mod+z'], group: 'mail', run: undoLast },
  {
    id: 'compose',
    icon: 'compose',
    keys: ['c'],
    group: 'write',
    run: () => compose({ kind: 'new' }),
  },
  { id: 'reply', icon: 'reply', keys: ['r'], group: 'write', run: answer('reply') },
  { id: 'replyAll', icon: 'replyAll', keys: ['a'], group: 'write', run: answer('reply-all') },
  { id: 'forward', icon: 'forward', keys: ['f'], group: 'write', run: answer('forward') },
  { id: 'goInbox', icon: 'inbox', keys: ['g i'], group: 'go', run: go('inbox') },
  { id: 'goDrafts', icon: 'drafts', keys: ['g d'], group: 'go', run: go('drafts') },
  { id: 'goSent', icon: 'sent', keys: ['g t'], group: 'go', run: go('sent') },
  { id: 'goArchive', icon: 'archive', keys: ['g a'], group: 'go', run: go('archive') },
  { id: 'goJunk', icon: 'junk', keys: ['g j'], group: 'go', run: go('junk') },
  { id: 'goTrash', icon: 'trash', keys: ['g #'], group: 'go', run: go('trash') },
  { id: 'goDeleted', icon: 'undo', keys: [], group: 'go', run: () => goTo({ view: 'deleted' }) },
  { id: 'print', icon: 'print', keys: ['mod+p'], group: 'page', run: () => window.print() },
  { id: 'search', icon: 'search', keys: ['/'], group: 'page', run: focusSearch },
  { id: 'palette', icon: 'more', keys: ['mod+k'], group: 'page', run: togglePalette },
  { id: 'theme', icon: 'settings', keys: [], group: 'page', run: switchTheme },
  { id: 'settings', icon: 'settings', keys: ['g s'], group: 'page', run: openSettings },
  { id: 'help', icon: 'help', keys: ['?'], group: 'page', run: () => (helpOpen.value = true) },
  { id: 'signOut', icon: 'signOut', keys: [], group: 'page', run: signOut },
];

export const commands: readonly Command[] = all.filter(
  ({ id }) => id !== 'settings' || loadSettings !== undefined,
);

/** Runs a command, and says what went wrong where nothing closer did. */
export async function runCommand(command: Command, store: MailStore): Promise<void> {
  try {
    await command.run(store);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    toast({ text: words.value.toasts.failed(detail), bad: true });
  }
}

/** What the command is called in the language of the moment. */
export function labelOf({ id }: Command): string {
  return labels()[id];
}

function labels() {
  return words.value.commands;
}

function open(store: MailStore): void {
  const id = store.active.peek() ?? store.list.peek()?.rows.peek()[0];
  if (id !== undefined) openRow(store, id);
}

/** Leaves what was entered last: the folders, the selection, then the message. */
function close(store: MailStore): void {
  if (drawerOpen.peek()) drawerOpen.value = false;
  else if (store.selection.peek().ids.size > 0) store.selection.value = noSelection;
  else closeRow();
}

function select(store: MailStore): void {
  const id = store.active.peek();
  if (id !== undefined) store.selection.value = toggleRow(store.selection.peek(), id);
}

/** Selects the next row as well. */
function extend(store: MailStore, by: number): void {
  const rows = store.list.peek()?.rows.peek() ?? [];
  const { ids, anchor = store.active.peek() } = store.selection.peek();
  const at = rows.indexOf(store.active.peek()) + by;
  const id = rows[at];
  if (id === undefined) return;
  store.active.value = id;
  store.selection.value = extendTo({ ids, anchor }, id, rows);
}

/** Every row that is loaded. */
function selectAll(store: MailStore): void {
  const rows = store.list.peek()?.rows.peek() ?? [];
  const ids = new Set(rows.filter((id) => id !== undefined));
  store.selection.value = { ids, anchor: rows[0] };
}

function answer(kind: Exclude<ComposeRequest['kind'], 'new' | 'draft'>) {
  return (store: MailStore) => {
    const emailId = newestActive(store);
    if (emailId !== undefined) compose({ kind, emailId });
  };
}

function go(role: MailboxRole) {
  return () => goTo({ view: 'mail', mailbox: role });
}

function focusSearch(): void {
  const input = document.querySelector<HTMLInputElement>('#search');
  input?.focus();
  input?.select();
}

function togglePalette(): void {
  palette.value = palette.peek() === undefined ? 'commands' : undefined;
}

function switchTheme(): void {
  const dark =
    theme.peek() === 'dark' ||
    (theme.peek() === 'system' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  theme.value = dark ? 'light' : 'dark';
}

function openSettings(): void {
  if (route.peek().view !== 'settings') goTo({ view: 'settings', page: '' });
}
