import { useLayoutEffect, useRef } from 'preact/hooks';

import { words } from '../words/words.ts';

export type Pick = {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** What the button beside it says; undefined: the whole line is the button. */
  readonly action?: string;
  readonly run: () => void;
};

/** A list to choose from, above everything. */
export function PickDialog(props: {
  readonly title: string;
  /** What is said when the list is empty. */
  readonly none: string;
  readonly items: readonly Pick[];
  readonly onClose: () => void;
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
      class="dialog pick-dialog"
      aria-labelledby="pick-title"
      onClose={props.onClose}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <h2 id="pick-title">{props.title}</h2>
      {props.items.length === 0 && <p class="hint">{props.none}</p>}
      <ul class="pick-list">
        {props.items.map((item) => (
          <PickRow key={item.id} item={item} />
        ))}
      </ul>
      <div class="dialog-buttons">
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.close}
        </button>
      </div>
    </dialog>
  );
}

function PickRow({ item }: { readonly item: Pick }) {
  const lines = (
    <span class="pick-lines">
      <span class="truncate">{item.title}</span>
      <span class="hint truncate">{item.detail}</span>
    </span>
  );
  if (item.action === undefined) {
    return (
      <li>
        <button type="button" class="pick-row" onClick={item.run}>
          {lines}
        </button>
      </li>
    );
  }
  return (
    <li class="pick-row">
      {lines}
      <button type="button" class="button" onClick={item.run}>
        {item.action}
      </button>
    </li>
  );
}
