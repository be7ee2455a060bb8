import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { Icon } from '../../shared/ui/icons.tsx';
import { words } from '../words/words.ts';
import './message-tools.css';

/** A wide dialog with a title, what it is about, and a way out. */
export function ToolDialog(props: {
  readonly title: string;
  readonly about: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog message-tool"
      aria-labelledby="message-tool-title"
      onClose={props.onClose}
    >
      <header class="message-tool-head">
        <div>
          <h2 id="message-tool-title">{props.title}</h2>
          <p class="hint truncate">{props.about}</p>
        </div>
        <button
          type="button"
          class="icon-button"
          aria-label={words.value.close}
          onClick={props.onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      {props.children}
    </dialog>
  );
}
