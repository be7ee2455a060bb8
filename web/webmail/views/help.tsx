import { useLayoutEffect, useRef } from 'preact/hooks';

import { Icon } from '../../shared/ui/icons.tsx';
import { commands, labelOf } from '../store/commands.ts';
import { helpOpen } from '../store/ui.ts';
import { words } from '../words/words.ts';
import { keyLabel } from './key-label.ts';
import './palette.css';

const groups = ['move', 'mail', 'write', 'go', 'page'] as const;

/** All keys in a table. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const say = words.value;
  return (
    <dialog ref={dialog} class="dialog help" aria-labelledby="help-title" onClose={close}>
      <header class="help-head">
        <h2 id="help-title">{say.keys}</h2>
        <button type="button" class="icon-button" aria-label={say.close} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div class="help-groups">
        {groups.map((group) => (
          <section key={group}>
            <h3>{say.keyGroups[group]}</h3>
            <dl>
              {commands
                .filter((command) => command.group === group && command.keys.length > 0)
                .map((command) => (
                  <div key={command.id}>
                    <dt>{labelOf(command)}</dt>
                    <dd>
                      {command.keys.map((key) => (
                        <kbd key={key}>{keyLabel(key)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}

function close(): void {
  helpOpen.value = false;
}
