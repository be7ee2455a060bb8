import { Icon } from '../../shared/ui/icons.tsx';
import { type Command, commands, labelOf, runCommand } from '../store/commands.ts';
import { openRole } from '../store/mail-verbs.ts';
import { words } from '../words/words.ts';
import { keyLabel } from './key-label.ts';
import { useStore } from './use-store.ts';

const all: readonly Command['id'][] = ['archive', 'delete', 'spam', 'move', 'flag', 'read'];

/** What can be done with the messages that are selected or open. */
export function MailToolbar(props: { readonly label: string; readonly short?: boolean }) {
  const store = useStore();
  const role = openRole(store);
  const hidden = new Set<string>(role === 'archive' ? ['archive'] : []);
  if (role === 'sent' || role === 'drafts') hidden.add('spam');
  const shown = all.filter((id) => !hidden.has(id));
  return (
    <div
      class={props.short === true ? 'toolbar short' : 'toolbar'}
      role="toolbar"
      aria-label={props.label}
    >
      {shown.map((id) => (
        <CommandButton key={id} id={id} notSpam={role === 'junk'} />
      ))}
    </div>
  );
}

function CommandButton({ id, notSpam }: { readonly id: Command['id']; readonly notSpam: boolean }) {
  const store = useStore();
  const command = commands.find((one) => one.id === id);
  if (command === undefined) return null;
  const rescue = id === 'spam' && notSpam;
  const label = rescue ? words.value.notSpam : labelOf(command);
  const [key] = command.keys;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={key === undefined ? label : `${label} (${keyLabel(key)})`}
      onClick={() => void runCommand(command, store)}
    >
      <Icon name={rescue ? 'inbox' : command.icon} />
    </button>
  );
}
