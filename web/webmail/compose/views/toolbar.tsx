import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

import { askText } from '../../../shared/ui/confirm.ts';
import { Icon, type IconName } from '../../../shared/ui/icons.tsx';
import { MenuButton } from '../../../shared/ui/menu.tsx';
import type { Format, RichEditor } from '../editor/rich-editor.ts';
import { words } from '../words/words.ts';

const formatIcons: readonly (readonly [Format, IconName])[] = [
  ['bold', 'bold'],
  ['italic', 'italic'],
  ['underline', 'underline'],
  ['strike', 'strike'],
  ['bullets', 'bullets'],
  ['numbers', 'numbers'],
  ['quote', 'quote'],
];

/** Dark enough on white, and light enough on black, to be read. */
const colours = {
  none: undefined,
  red: '#c62828',
  orange: '#b35c00',
  green: '#2e7d32',
  blue: '#1565c0',
  purple: '#7b1fa2',
  grey: '#616161',
} as const;

const colourNames = ['none', 'red', 'orange', 'green', 'blue', 'purple', 'grey'] as const;

/** Buttons for formats, one stop of the Tab key, with arrow keys between them. */
export function Toolbar(props: {
  readonly editor: RefObject<RichEditor | undefined>;
  readonly formats: ReadonlySet<Format>;
  readonly onPictures: (files: readonly File[]) => void;
}) {
  const { editor, formats, onPictures } = props;
  const say = words.value.tools;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    for (const [at, button] of buttonsIn(place.current).entries())
      button.tabIndex = at === 0 ? 0 : -1;
  });
  return (
    <div
      ref={place}
      class="compose-tools"
      role="toolbar"
      tabIndex={-1}
      aria-label={say.title}
      onKeyDown={moveWithin}
      onMouseDown={(event) => {
        // The cursor stays in the text.
        if (event.target instanceof Element && event.target.closest('button'))
          event.preventDefault();
      }}
    >
      {formatIcons.map(([format, icon]) => (
        <ToolButton
          key={format}
          label={say[format]}
          icon={icon}
          pressed={formats.has(format)}
          onClick={() => editor.current?.toggle(format)}
        />
      ))}
      <ToolButton
        label={say.link}
        icon="link"
        pressed={formats.has('link')}
        onClick={() => void askLink(editor.current ?? undefined)}
      />
      <MenuButton
        label={say.colour}
        icon="colour"
        items={colourNames.map((name) => ({
          label: say.colours[name],
          run: () => editor.current?.colour(colours[name]),
        }))}
      />
      <PictureButton onPictures={onPictures} />
      <ToolButton label={say.clear} icon="clear" onClick={() => editor.current?.clearFormats()} />
    </div>
  );
}

function ToolButton(props: {
  readonly label: string;
  readonly icon: IconName;
  readonly pressed?: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={props.label}
      title={props.label}
      {...(props.pressed === undefined ? {} : { 'aria-pressed': props.pressed })}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}

function PictureButton(props: { readonly onPictures: (files: readonly File[]) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <ToolButton
        label={words.value.files.picture}
        icon="picture"
        onClick={() => picker.current?.click()}
      />
      <input
        ref={picker}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        multiple
        hidden
        onChange={(event) => {
          props.onPictures([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}

/** Letters of an address that browsers and servers take. */
const linkLengthMax = 2_000;

async function askLink(editor: RichEditor | undefined): Promise<void> {
  if (editor === undefined) return;
  const say = words.value.tools;
  const here = editor.linkHere;
  const url = await askText({
    title: say.linkTitle,
    yes: say.linkYes,
    no: words.value.cancel,
    input: {
      label: say.linkAddress,
      value: here === '' ? 'https://' : here,
      lengthMax: linkLengthMax,
    },
  });
  if (url === undefined) editor.focus();
  else editor.link(linkAddress(url));
}

/** What was typed as an address: without a scheme it is the web's. */
function linkAddress(typed: string): string {
  if (/^(?:https?:\/\/|mailto:|tel:)/iu.test(typed)) return typed === 'https://' ? '' : typed;
  return typed.includes('@') && !typed.includes('/') ? `mailto:${typed}` : `https://${typed}`;
}

function moveWithin(event: KeyboardEvent): void {
  const { currentTarget, key } = event;
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  if (step === 0 || !(currentTarget instanceof Element)) return;
  const buttons = buttonsIn(currentTarget);
  const at = buttons.findIndex((button) => button === document.activeElement);
  if (at === -1) return;
  event.preventDefault();
  buttons.at((at + step) % buttons.length)?.focus();
}

function buttonsIn(toolbar: Element | null): readonly HTMLElement[] {
  return [...(toolbar?.querySelectorAll<HTMLElement>('.icon-button') ?? [])];
}
