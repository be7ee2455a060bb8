import { effect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import type { JmapClient } from '../../shared/jmap/client.ts';
import { listWidth } from '../../shared/preferences.ts';
import { momentText } from '../../shared/words/dates.ts';
import { QuestionDialog } from '../../shared/ui/question-dialog.tsx';
import { ToastList } from '../../shared/ui/toast-list.tsx';
import { listenToKeys } from '../store/keyboard.ts';
import { followRoute } from '../store/follow-route.ts';
import { route } from '../store/location.ts';
import { MailStore } from '../store/mail-store.ts';
import { Keeper } from '../store/offline/keeper.ts';
import type { KeptMail } from '../store/offline/kept-mail.ts';
import { restore } from '../store/offline/restore.ts';
import { Sync } from '../store/sync.ts';
import { placeOf, titleOf } from '../store/title.ts';
import { drawerOpen, helpOpen, palette, wide } from '../store/ui.ts';
import { words } from '../words/words.ts';
import { Help } from './help.tsx';
import { ListPane } from './list-pane.tsx';
import { Palette } from './palette.tsx';
import { ReadingPane } from './reading-pane.tsx';
import { ComposePart, DeletedPart, MessageToolPart, SettingsPart } from './parts.tsx';
import { Sidebar } from './sidebar.tsx';
import { Splitter } from './splitter.tsx';
import { StoreContext } from './use-store.ts';
import './mail-app.css';

/** The mailbox of somebody who is signed in. */
export function MailApp(props: {
  readonly client: JmapClient;
  readonly kept: KeptMail | undefined;
}) {
  const { client, kept } = props;
  const store = useMemo(() => openStore(client, kept), [client, kept]);
  useEffect(() => {
    const sync = new Sync(store);
    const keeper = new Keeper(store);
    const stops = [
      followRoute(store),
      listenToKeys(store),
      effect(() => {
        document.title = titleOf(store, route.value);
      }),
    ];
    sync.start();
    keeper.start();
    return () => {
      sync.stop();
      keeper.stop();
      for (const stop of stops) stop();
    };
  }, [store]);
  return (
    <StoreContext.Provider value={store}>
      <Panes store={store} />
      <ComposePart />
      <MessageToolPart />
      {palette.value !== undefined && <Palette />}
      {helpOpen.value && <Help />}
      <QuestionDialog />
      <ToastList close={words.value.close} />
    </StoreContext.Provider>
  );
}

function openStore(client: JmapClient, kept: KeptMail | undefined): MailStore {
  const store = new MailStore(client);
  if (kept !== undefined) restore(store, kept);
  return store;
}

function Panes({ store }: { readonly store: MailStore }) {
  const at = route.value;
  if (at.view === 'settings') return <SettingsPart page={at.page} />;
  if (at.view === 'deleted') return <DeletedPart />;
  const reading = (at.view === 'mail' || at.view === 'search') && at.email !== undefined;
  return (
    <div
      class="panes"
      data-pane={reading ? 'read' : 'list'}
      data-drawer={drawerOpen.value}
      style={{ '--list-width': `${listWidth.value}px` }}
    >
      <a class="skip-link" href="#list">
        {words.value.skipToList}
      </a>
      {!store.online.value && (
        <p class="offline-bar" role="status">
          {words.value.offline(momentText(store.heardAt.value))}
        </p>
      )}
      <Sidebar />
      {drawerOpen.value && (
        <button
          type="button"
          class="drawer-shade"
          aria-label={words.value.closeFolders}
          onClick={() => (drawerOpen.value = false)}
        />
      )}
      <main>
        <h1 class="visually-hidden">{placeOf(store, at)}</h1>
        <ListPane />
        {wide.value && <Splitter />}
        <ReadingPane />
      </main>
    </div>
  );
}
