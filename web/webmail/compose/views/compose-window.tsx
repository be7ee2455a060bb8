import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Icon, type IconName } from '../../../shared/ui/icons.tsx';
import type { Desk } from '../draft/desk.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { send } from '../sending/send.ts';
import { words } from '../words/words.ts';
import { AddressFields } from './address-fields.tsx';
import { AttachmentList } from './attachment-list.tsx';
import { BodyEditor } from './body-editor.tsx';
import { SendBar } from './send-bar.tsx';
import { listenToWindow } from './window-events.ts';

type Props = { readonly desk: Desk; readonly draft: OpenDraft };

/** One message that is being written: docked at the edge, in full size, or only its title. */
export function ComposeWindow({ desk, draft }: Props) {
  const place = useRef<HTMLElement>(null);
  const dropping = useSignal(false);
  const shape = draft.shape.value;
  const title = draft.content.value.subject.trim();
  useEffect(() => focusWhatIsNext(desk, draft, place.current), [desk.focused.value, draft]);
  useEffect(() => {
    if (shape !== 'minimised') minimiseOthers(desk, draft);
  }, [shape, desk, draft]);
  useEffect(
    () => listenToWindow(place.current, { desk, draft, dropping }),
    [desk, draft, dropping],
  );
  return (
    <section
      ref={place}
      class="compose-window"
      data-shape={shape}
      aria-label={title === '' ? words.value.newMessage : words.value.window(title)}
      aria-busy={draft.sending.value}
    >
      <Title desk={desk} draft={draft} />
      <div class="compose-inside" hidden={shape === 'minimised'}>
        <Notice draft={draft} />
        <AddressFields desk={desk} draft={draft} />
        <BodyEditor key={draft.content.value.format} desk={desk} draft={draft} />
        <AttachmentList desk={desk} draft={draft} />
        <p
          class="notice bad compose-notice"
          role="alert"
          hidden={draft.problem.value === undefined}
        >
          {draft.problem.value}
        </p>
        <SendBar desk={desk} draft={draft} onSend={(atMs) => void send(desk, draft, atMs)} />
      </div>
      {dropping.value && (
        <p class="drop-here">
          <Icon name="attach" size={22} /> {words.value.files.drop}
        </p>
      )}
    </section>
  );
}

function Title({ desk, draft }: Props) {
  const say = words.value;
  const shape = draft.shape.value;
  const title = draft.content.value.subject.trim();
  const isMinimised = shape === 'minimised';
  const set = (next: typeof shape) => () => {
    draft.shape.value = next;
    if (next !== 'minimised') desk.focused.value = draft;
  };
  return (
    <header class="compose-title">
      <button
        type="button"
        class="compose-name"
        aria-expanded={!isMinimised}
        onClick={set(isMinimised ? 'docked' : 'minimised')}
      >
        <span class="truncate">{title === '' ? say.newMessage : title}</span>
      </button>
      {!isMinimised && (
        <TitleButton label={say.minimise} icon="minimise" onClick={set('minimised')} />
      )}
      <TitleButton
        class="compose-enlarge"
        label={shape === 'full' ? say.shrink : say.enlarge}
        icon="enlarge"
        onClick={set(shape === 'full' ? 'docked' : 'full')}
      />
      <TitleButton label={say.saveClose} icon="close" onClick={() => void desk.close(draft)} />
    </header>
  );
}

function TitleButton(props: {
  readonly label: string;
  readonly icon: IconName;
  readonly onClick: () => void;
  readonly class?: string;
}) {
  return (
    <button
      type="button"
      class={`icon-button ${props.class ?? ''}`}
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      <Icon name={props.icon} size={16} />
    </button>
  );
}

function Notice({ draft }: { readonly draft: OpenDraft }) {
  const kind = draft.notice.value;
  if (kind === undefined) return null;
  return (
    <p class="notice compose-notice" role="status">
      <span>{words.value[kind]}</span>
      <button type="button" class="button quiet" onClick={() => (draft.notice.value = undefined)}>
        {words.value.close}
      </button>
    </p>
  );
}

/** Recipients first where there are none, else what is written. */
function focusWhatIsNext(desk: Desk, draft: OpenDraft, place: HTMLElement | null): void {
  if (desk.focused.peek() !== draft || place === null) return;
  desk.focused.value = undefined;
  if (draft.content.peek().to.length > 0) draft.editor?.focusStart();
  else place.querySelector<HTMLElement>('[data-field="to"] input')?.focus();
}

/** Width that one docked window takes with its gap, in CSS pixels; `compose.css` says the same. */
const windowWidth = 590;

/** As many windows side by side as there is room for; the older ones make way. */
function minimiseOthers(desk: Desk, draft: OpenDraft): void {
  const room = Math.max(1, Math.floor(innerWidth / windowWidth));
  const open = desk.drafts
    .peek()
    .filter((one) => one !== draft && one.shape.peek() !== 'minimised');
  for (const one of open.slice(0, Math.max(0, open.length - room + 1))) {
    one.shape.value = 'minimised';
  }
}
