import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { Icon, type IconName } from './icons.tsx';

export type MenuItem = {
  readonly label: string;
  readonly icon?: IconName;
  readonly danger?: boolean;
  readonly checked?: boolean;
  /** Begins a new group. */
  readonly apart?: boolean;
  readonly run: () => void;
};

/** Space between a menu and the edge of the window, in CSS pixels. */
const edge = 8;

/** A button that opens a list of things to do. */
export function MenuButton(props: {
  readonly label: string;
  readonly icon: IconName;
  readonly items: readonly MenuItem[];
  readonly class?: string;
  readonly text?: string;
}) {
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    open.value = false;
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={props.class ?? 'icon-button'}
        aria-label={props.text === undefined ? props.label : `${props.label}: ${props.text}`}
        title={props.label}
        aria-haspopup="menu"
        aria-expanded={open.value}
        onClick={(event) => {
          event.preventDefault();
          event.stopPropagation();
          open.value = !open.value;
        }}
      >
        <Icon name={props.icon} />
        {props.text !== undefined && <span class="truncate">{props.text}</span>}
      </button>
      {open.value && (
        <Menu label={props.label} items={props.items} anchor={button.current} onClose={close} />
      )}
    </>
  );
}

function Menu(props: {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly anchor: HTMLElement | null;
  readonly onClose: () => void;
}) {
  const { anchor, onClose } = props;
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = menu.current;
    if (element === null || anchor === null) return;
    element.showPopover();
    place(element, anchor.getBoundingClientRect());
    element.querySelector('button')?.focus();
  }, [anchor]);
  return (
    <div
      ref={menu}
      class="menu"
      role="menu"
      tabIndex={-1}
      popover="auto"
      aria-label={props.label}
      onKeyDown={(event) => onKey(event, menu.current, onClose)}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
    >
      {props.items.map((item) => (
        <button
          key={item.label}
          type="button"
          class={classOf(item)}
          {...(item.checked === undefined
            ? { role: 'menuitem' as const }
            : { role: 'menuitemradio' as const, 'aria-checked': item.checked })}
          onClick={(event) => {
            event.stopPropagation();
            onClose();
            item.run();
          }}
        >
          {item.icon !== undefined && <Icon name={item.icon} />}
          <span>{item.label}</span>
          {item.checked === true && <Icon name="check" size={16} />}
        </button>
      ))}
    </div>
  );
}

function classOf({ danger = false, apart = false }: MenuItem): string {
  return `menu-item${danger ? ' danger' : ''}${apart ? ' apart' : ''}`;
}

/** Below its button, or above where there is more room; within the window. */
function place(menu: HTMLElement, anchor: DOMRect): void {
  const { width, height } = menu.getBoundingClientRect();
  const below = anchor.bottom + 4;
  const top = below + height > innerHeight - edge ? Math.max(edge, anchor.top - height - 4) : below;
  const left = Math.min(Math.max(edge, anchor.left), innerWidth - width - edge);
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}

function onKey(event: KeyboardEvent, menu: HTMLElement | null, onClose: () => void): void {
  const items = [...(menu?.querySelectorAll('button') ?? [])];
  const at = items.findIndex((item) => item === document.activeElement);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    Home: 0,
    End: -1,
  };
  const next = steps[event.key];
  if (event.key === 'Tab' || event.key === 'Escape') onClose();
  else if (next !== undefined) items.at(next % items.length)?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
