import { useEffect, useRef } from 'preact/hooks';

import { density, type Density } from '../../shared/preferences.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { MenuButton, type MenuItem } from '../../shared/ui/menu.tsx';
import { compose } from '../store/compose-request.ts';
import { goTo, route } from '../store/location.ts';
import { openRole } from '../store/mail-verbs.ts';
import { formatRoute } from '../store/route.ts';
import { noSelection } from '../store/selection.ts';
import { drawerOpen } from '../store/ui.ts';
import { words } from '../words/words.ts';
import { EmailRows, SkeletonRows } from './email-rows.tsx';
import { MailToolbar } from './mail-toolbar.tsx';
import { useStore } from './use-store.ts';
import './list-pane.css';

/** The list of a folder or of a search, with what is done to several messages above it. */
export function ListPane() {
  const store = useStore();
  const list = store.list.value;
  const selected = store.selection.value.ids.size;
  return (
    <section id="list" class="list-pane" aria-label={words.value.list}>
      <header class="pane-head">
        {selected > 0 ? <SelectionHead count={selected} /> : <ListHead />}
      </header>
      <SearchField />
      {openRole(store) === 'trash' && <DeletedLink />}
      <button
        type="button"
        class="button primary compose-float"
        aria-label={words.value.commands.compose}
        onClick={() => compose({ kind: 'new' })}
      >
        <Icon name="compose" size={22} />
      </button>
      {list === undefined ? <NoList /> : <EmailRows key={JSON.stringify(list.query)} list={list} />}
    </section>
  );
}

/** What the trash has no more can be restored for a while. */
function DeletedLink() {
  const target = { view: 'deleted' } as const;
  return (
    <a
      class="list-link"
      href={formatRoute(target)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        goTo(target);
      }}
    >
      <Icon name="undo" size={16} /> {words.value.deleted}
    </a>
  );
}

function ListHead() {
  const store = useStore();
  const say = words.value;
  const at = route.value;
  const total = store.list.value?.total.value;
  const mailbox = at.view === 'mail' ? store.mailboxes.bySlug(at.mailbox) : undefined;
  const title =
    at.view === 'search' ? say.results : mailbox === undefined ? '' : say.mailboxName(mailbox);
  const collapse = store.list.value?.query.collapse === true;
  return (
    <>
      <button
        type="button"
        class="icon-button drawer-button"
        aria-label={say.openFolders}
        aria-expanded={drawerOpen.value}
        onClick={() => (drawerOpen.value = true)}
      >
        <Icon name="menu" />
      </button>
      {title !== '' && <h2 class="list-title truncate">{title}</h2>}
      <span class="hint list-count">
        {total !== undefined && (collapse ? say.conversations(total) : say.messages(total))}
      </span>
      <MenuButton
        label={say.listMenu}
        icon="more"
        items={[...filterItems(mailbox?.role ?? mailbox?.name), ...densityItems()]}
      />
    </>
  );
}

/** Ways to see a part of a folder, which are searches in it. */
function filterItems(folder: string | undefined): readonly MenuItem[] {
  if (folder === undefined) return [];
  const say = words.value;
  const search = (state: string) => () => {
    goTo({ view: 'search', text: `in:${/\s/u.test(folder) ? `"${folder}"` : folder} ${state}` });
  };
  return [
    { label: say.onlyUnread, icon: 'mail', run: search('is:unread') },
    { label: say.onlyFlagged, icon: 'flag', run: search('is:flagged') },
    { label: say.onlyAttachments, icon: 'attach', run: search('has:attachment') },
  ];
}

function densityItems(): readonly MenuItem[] {
  const names: readonly Density[] = ['compact', 'normal', 'relaxed'];
  return names.map((name) => ({
    label: words.value.density[name],
    checked: density.value === name,
    apart: name === 'compact',
    run: () => (density.value = name),
  }));
}

function SelectionHead({ count }: { readonly count: number }) {
  const store = useStore();
  const say = words.value;
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={say.deselect}
        title={say.deselect}
        onClick={() => (store.selection.value = noSelection)}
      >
        <Icon name="close" />
      </button>
      <span class="list-title truncate" role="status">
        {say.selected(count)}
      </span>
      <MailToolbar label={say.selectionTools} short />
    </>
  );
}

function SearchField() {
  const input = useRef<HTMLInputElement>(null);
  const at = route.value;
  const text = at.view === 'search' ? at.text : '';
  useEffect(() => {
    if (input.current !== null) input.current.value = text;
  }, [text]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = input.current?.value.trim() ?? '';
    input.current?.blur();
    goTo(wanted === '' ? { view: 'mail', mailbox: 'inbox' } : { view: 'search', text: wanted });
  };
  return (
    <search>
      <form class="search-field" onSubmit={submit}>
        <Icon name="search" size={16} />
        <input
          ref={input}
          id="search"
          type="search"
          class="input"
          aria-label={words.value.search}
          placeholder={words.value.search}
          title={words.value.searchHint}
          defaultValue={text}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
      </form>
    </search>
  );
}

/** Before the folders are known, or where the address names none of them. */
function NoList() {
  const store = useStore();
  const say = words.value;
  if (!store.mailboxes.loaded.value) return <SkeletonRows />;
  return (
    <div class="pane-note">
      <p>{say.noSuchFolder}</p>
      <button type="button" class="button" onClick={() => goTo({ view: 'mail', mailbox: 'inbox' })}>
        {say.commands.goInbox}
      </button>
    </div>
  );
}
