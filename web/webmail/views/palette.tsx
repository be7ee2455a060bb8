import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { Icon, type IconName } from '../../shared/ui/icons.tsx';
import { commands, labelOf, runCommand } from '../store/commands.ts';
import { goTo } from '../store/location.ts';
import type { MailStore } from '../store/mail-store.ts';
import { mailboxPath } from '../store/mailbox-tree.ts';
import { moveTo } from '../store/mail-verbs.ts';
import { slugOf } from '../store/mailboxes.ts';
import { palette } from '../store/ui.ts';
import { words } from '../words/words.ts';
import { keyLabel } from './key-label.ts';
import { mailboxIcon } from './mailbox-icon.ts';
import { matches } from './match-words.ts';
import { useStore } from './use-store.ts';
import './palette.css';

/** Lines shown at once; typing finds the others. */
const linesMax = 50;

type Line = {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  readonly key?: string | undefined;
  readonly run: () => void;
};

/** Everything by name: commands and folders or, for moving, folders only. */
export function Palette() {
  const store = useStore();
  const dialog = useRef<HTMLDialogElement>(null);
  const typed = useSignal('');
  const at = useSignal(0);
  const forMove = palette.value === 'move';
  const lines = useComputed(() => {
    const all = palette.value === 'move' ? folderLines(store, true) : allLines(store);
    return all.filter(({ label }) => matches(label, typed.value)).slice(0, linesMax);
  });
  // Before the next key comes: what is typed at once belongs into the field.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const say = words.value;
  const run = (line: Line | undefined) => {
    close();
    line?.run();
  };
  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label={forMove ? say.moveTo : say.commands.palette}
      onClose={close}
    >
      <input
        type="text"
        class="palette-input"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-lines"
        aria-activedescendant={`line-${at.value}`}
        aria-label={forMove ? say.moveTo : say.paletteHint}
        placeholder={forMove ? say.moveTo : say.paletteHint}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          at.value = 0;
        }}
        onKeyDown={(event) => {
          const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (event.key === 'Enter') run(lines.value[at.value]);
          else if (step === 0) return;
          event.preventDefault();
          at.value = Math.min(Math.max(at.value + step, 0), lines.value.length - 1);
        }}
      />
      <PaletteLines lines={lines.value} at={at.value} onRun={run} />
    </dialog>
  );
}

function PaletteLines(props: {
  readonly lines: readonly Line[];
  readonly at: number;
  readonly onRun: (line: Line) => void;
}) {
  const { lines, at, onRun } = props;
  useEffect(() => {
    document.querySelector(`#line-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div
      id="palette-lines"
      class="palette-lines"
      role="listbox"
      aria-label={words.value.commands.palette}
    >
      {lines.map((line, place) => (
        <div
          key={line.id}
          id={`line-${place}`}
          class="palette-line"
          role="option"
          tabIndex={-1}
          aria-selected={place === at}
          onClick={() => onRun(line)}
          onKeyDown={() => {
            // Keys go to the field above.
          }}
        >
          <Icon name={line.icon} />
          <span class="truncate">{line.label}</span>
          {line.key !== undefined && <kbd>{keyLabel(line.key)}</kbd>}
        </div>
      ))}
      {lines.length === 0 && <p class="hint palette-none">{words.value.nothingFound}</p>}
    </div>
  );
}

function allLines(store: MailStore): readonly Line[] {
  const verbs = commands
    .filter(({ id }) => id !== 'palette')
    .map((command) => ({
      id: command.id,
      label: labelOf(command),
      icon: command.icon,
      key: command.keys[0],
      run: () => void runCommand(command, store),
    }));
  return [...verbs, ...folderLines(store, false)];
}

function folderLines(store: MailStore, forMove: boolean): readonly Line[] {
  const all = store.mailboxes.all.value;
  return [...all.values()].map((mailbox) => ({
    id: mailbox.id,
    label: mailboxPath(mailbox, all, words.value.mailboxName),
    icon: mailboxIcon(mailbox.role),
    run: () =>
      forMove ? void moveTo(store, mailbox.id) : goTo({ view: 'mail', mailbox: slugOf(mailbox) }),
  }));
}

function close(): void {
  palette.value = undefined;
}
