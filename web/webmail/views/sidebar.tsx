import { language, theme } from '../../shared/preferences.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { MenuButton, type MenuItem } from '../../shared/ui/menu.tsx';
import { compose } from '../store/compose-request.ts';
import { goTo } from '../store/location.ts';
import { loadSettings } from '../store/settings-part.ts';
import { signOut } from '../store/session.ts';
import { drawerOpen, helpOpen } from '../store/ui.ts';
import { words } from '../words/words.ts';
import { FolderTree } from './folder-tree.tsx';
import { useStore } from './use-store.ts';
import './sidebar.css';

/** Writing, folders, and who is signed in. */
export function Sidebar() {
  const { client } = useStore();
  const say = words.value;
  return (
    <aside class="sidebar" aria-label={say.sidebar}>
      <div class="sidebar-head">
        <button
          type="button"
          class="button primary compose-button"
          onClick={() => {
            drawerOpen.value = false;
            compose({ kind: 'new' });
          }}
        >
          <Icon name="compose" /> {say.commands.compose}
        </button>
      </div>
      <nav class="folders" aria-label={say.folders}>
        <FolderTree />
      </nav>
      <div class="sidebar-foot">
        <MenuButton
          class="account-button"
          label={say.account}
          icon="user"
          text={client.session.username}
          items={accountItems()}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={say.commands.help}
          title={`${say.commands.help} (?)`}
          onClick={() => (helpOpen.value = true)}
        >
          <Icon name="help" />
        </button>
      </div>
    </aside>
  );
}

function accountItems(): readonly MenuItem[] {
  const say = words.value;
  const themes = (['system', 'light', 'dark'] as const).map((name) => ({
    label: say.themes[name],
    checked: theme.value === name,
    apart: name === 'system',
    run: () => (theme.value = name),
  }));
  const languages = (['en', 'de'] as const).map((code) => ({
    label: say.languages[code],
    checked: language.value === code,
    apart: code === 'en',
    run: () => (language.value = code),
  }));
  const settings: MenuItem = {
    label: say.commands.settings,
    icon: 'settings',
    run: () => goTo({ view: 'settings', page: '' }),
  };
  return [
    ...(loadSettings === undefined ? [] : [settings]),
    ...themes,
    ...languages,
    { label: say.commands.signOut, icon: 'signOut', apart: true, run: () => void signOut() },
  ];
}
